//! Behaviours of the channels that are best pinned down beside their code; what users rely on is tested through the facade.
#![cfg(not(any(hel_loom, hel_shuttle)))]

mod discard;
mod group;
mod in_use;
mod lane;
mod weak;
