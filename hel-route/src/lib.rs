//! hel-route
