// SPDX-License-Identifier: EUPL-1.2
// The one place where Asio and Beast are compiled (BOOST_ASIO_SEPARATE_COMPILATION and
// BOOST_BEAST_SEPARATE_COMPILATION): every other unit sees declarations only.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
