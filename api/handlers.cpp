// SPDX-License-Identifier: EUPL-1.2
#include "api/assignment.hpp"
#include "api/call.hpp"
#include "api/configuration.hpp"
#include "api/doctors.hpp"
#include "api/events.hpp"
#include "api/files.hpp"
#include "api/forecasts.hpp"
#include "api/imports.hpp"
#include "api/operations.hpp"
#include "api/page.hpp"
#include "api/plans.hpp"
#include "api/process.hpp"
#include "api/restore.hpp"
#include "api/statistics.hpp"
#include "api/transitions.hpp"

namespace echeance {

const std::map<std::string_view, Handler>& handlers() {
    static const std::map<std::string_view, Handler> table{
        {"createFile", create_file},
        {"importFiles", import_files},
        {"listFiles", list_files},
        {"getFile", get_file},
        {"amendFile", amend_file},
        {"getFileHistory", get_file_history},
        {"getFileClocks", get_file_clocks},
        {"explainEligibility", explain_eligibility},
        {"completeFile", complete_file},
        {"suspendFile", suspend_file},
        {"resumeFile", resume_file},
        {"assignFile", assign_file},
        {"releaseFile", release_file},
        {"declineFile", decline_file},
        {"startEvaluation", start_evaluation_now},
        {"submitEvaluation", submit_evaluation_report},
        {"countersignEvaluation", countersign_evaluation},
        {"returnEvaluation", return_evaluation_to},
        {"decideRequests", decide_requests},
        {"correctDecisions", correct_decisions},
        {"notifyFile", notify_file},
        {"withdrawFile", withdraw_file},
        {"appealFile", appeal_file},
        {"planAssignments", plan_assignments_now},
        {"commitPlan", commit_plan},
        {"createForecast", create_forecast},
        {"getStandingForecast", get_standing_forecast},
        {"backtestForecast", backtest_forecast},
        {"getFileOutlook", get_file_outlook},
        {"getOperation", get_operation},
        {"cancelOperation", cancel_operation},
        {"putDoctor", put_doctor},
        {"getDoctor", get_doctor},
        {"amendDoctor", amend_doctor},
        {"listDoctors", list_doctors},
        {"importDoctors", import_doctors},
        {"getWorklist", get_worklist},
        {"claimNextFiles", claim_next_files},
        {"getConfiguration", get_configuration},
        {"putConfiguration", put_configuration},
        {"listConfigurationVersions", list_configuration_versions},
        {"listEvents", list_events},
        {"getBacklog", get_backlog},
        {"getProcessingTimes", get_processing_times},
        {"getFlow", get_flow},
        {"getDelayReduction", get_delay_reduction},
        {"getStageTimes", get_stage_times},
        {"getCapacity", get_capacity},
        {"exportTenant", export_tenant},
        {"importTenant", import_tenant},
        {"checkIntegrity", check_integrity},
        {"getLiveness", get_liveness},
        {"getReadiness", get_readiness},
        {"getMetrics", get_metrics},
        {"getContractJson", get_contract_json},
        {"getContractYaml", get_contract_yaml},
        {"getPage", get_page},
        {"getPageFile", get_page_file},
    };
    return table;
}

}  // namespace echeance
