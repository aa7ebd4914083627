//! Tests of the civic rules from outside.

mod policy_matrix;
