// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace echeance {

/// A symmetric matrix of which the lower half is kept, row after row.
class SymmetricMatrix {
public:
    explicit SymmetricMatrix(std::size_t size) : size_(size), values_(size * size, 0) {}
    [[nodiscard]] std::size_t size() const { return size_; }
    /// Precondition: `column <= row < size()`.
    [[nodiscard]] double& at(std::size_t row, std::size_t column) {
        return values_[row * size_ + column];
    }
    void clear() { values_.assign(values_.size(), 0); }

private:
    std::size_t size_;
    std::vector<double> values_;
};

/// Solves `matrix * x = right` by Cholesky's method, and leaves the factor in `matrix`. What has no
/// weight of its own in the matrix stays 0. Precondition: no negative eigenvalue.
[[nodiscard]] std::vector<double> solved(SymmetricMatrix& matrix, std::span<const double> right);

}  // namespace echeance
