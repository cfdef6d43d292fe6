//! hel-bench
