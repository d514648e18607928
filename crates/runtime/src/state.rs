//! What is given and what is not, for the compiler's eyes only.

/// A required parameter that is given.
#[derive(Debug, Clone, Copy)]
pub struct Set;

/// A required parameter that is not given yet.
#[derive(Debug, Clone, Copy)]
pub struct Unset;
