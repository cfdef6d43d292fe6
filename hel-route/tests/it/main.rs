//! Details of the channels. What users rely on is tested through the facade, in `hel/tests`.
#![cfg(not(any(hel_loom, hel_shuttle)))]

mod discard;
mod group;
mod in_use;
mod lane;
mod weak;
