//! The pages: portal, residents, sign-in, workbench.
//!
//! Owns how a request becomes a use-case's input and its answer a page. Must never decide: a
//! handler reads, calls one use-case and answers.

pub mod form;
pub mod frame;
pub mod story;
