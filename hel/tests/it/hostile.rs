//! Who does not know the seed cannot aim at a shard.

use std::env;

use hel::channel::mpmc::shard_key;

use crate::common::this_program;

const SHARDS: usize = 8;
const KEYS: usize = 10_000;
/// Set in the process that plays the attacker.
const ATTACKER: &str = "HEL_TEST_ATTACKER";

/// What an attacker can find out: keys that all fall on one shard of a hel of his own, with as many shards.
fn chosen_keys() -> Vec<u64> {
    let (tx, _rx) = shard_key::<(), 1>(SHARDS);
    (0..).filter(|key| tx.shard_for(key) == 0).take(KEYS).collect()
}

#[test]
fn keys_that_fall_on_one_shard_of_another_process_spread_here() {
    if env::var_os(ATTACKER).is_some() {
        let keys: Vec<String> = chosen_keys().iter().map(u64::to_string).collect();
        println!("keys: {}", keys.join(" "));
        return;
    }
    let (tx, _rx) = shard_key::<(), 1>(SHARDS);
    let mine = chosen_keys();
    assert!(
        mine.iter().all(|key| tx.shard_for(key) == 0),
        "with the seed known, all keys can be aimed at one shard"
    );

    let test = "hostile::keys_that_fall_on_one_shard_of_another_process_spread_here";
    let output = this_program().args(["--exact", test, "--nocapture"]).env(ATTACKER, "1").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let keys = said.split_once("keys: ").expect("the attacker has keys").1.lines().next().unwrap();
    let mut loads = [0_usize; SHARDS];
    for key in keys.split(' ') {
        loads[tx.shard_for(key.parse::<u64>().unwrap())] += 1;
    }
    assert_eq!(loads.iter().sum::<usize>(), KEYS);
    let fair = KEYS / SHARDS;
    for load in loads {
        assert!(load.abs_diff(fair) <= fair / 5, "{loads:?}: a fair load is {fair}");
    }
}
