//! hel-notify
