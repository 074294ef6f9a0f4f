// SPDX-License-Identifier: EUPL-1.2
#include "domain/symmetric_matrix.hpp"

#include <cmath>

namespace echeance {
namespace {

/// Of the diagonal: what is less is rounding.
constexpr double negligible = 1e-12;

double product(const double* a, const double* b, std::size_t count) {
    // Four sums at once: the compiler may not reorder one.
    double sums[4] = {0, 0, 0, 0};
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        for (std::size_t j = 0; j < 4; ++j) sums[j] += a[i + j] * b[i + j];
    }
    for (; i < count; ++i) sums[0] += a[i] * b[i];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace

std::vector<double> solved(SymmetricMatrix& matrix, std::span<const double> right) {
    const std::size_t size = matrix.size();
    std::vector<double> x(size, 0);
    if (size == 0) return x;
    for (std::size_t row = 0; row < size; ++row) {
        double* const of_row = &matrix.at(row, 0);
        for (std::size_t column = 0; column < row; ++column) {
            const double* const of_column = &matrix.at(column, 0);
            const double pivot = of_column[column];
            const double rest = of_row[column] - product(of_row, of_column, column);
            of_row[column] = pivot > 0 ? rest / pivot : 0;
        }
        const double rest = of_row[row] - product(of_row, of_row, row);
        of_row[row] = rest > negligible * of_row[row] ? std::sqrt(rest) : 0;
        const double pivot = of_row[row];
        x[row] = pivot > 0 ? (right[row] - product(of_row, x.data(), row)) / pivot : 0;
    }
    for (std::size_t row = size; row-- > 0;) {
        const double* const of_row = &matrix.at(row, 0);
        x[row] = of_row[row] > 0 ? x[row] / of_row[row] : 0;
        for (std::size_t column = 0; column < row; ++column) x[column] -= of_row[column] * x[row];
    }
    return x;
}

}  // namespace echeance
