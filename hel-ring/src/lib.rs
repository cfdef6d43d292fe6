//! hel-ring
