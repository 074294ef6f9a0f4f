// SPDX-License-Identifier: EUPL-1.2
// Asio's own code, compiled once for every target (BOOST_ASIO_SEPARATE_COMPILATION). It stands here
// since the API's tasks are Asio coroutines.
#include <boost/asio/impl/src.hpp>
