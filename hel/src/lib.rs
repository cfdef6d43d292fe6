//! hel
