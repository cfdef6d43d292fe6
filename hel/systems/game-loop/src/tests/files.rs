//! What is left to be seen and heard.

use std::fs;

use super::{end_of, game, play};
use crate::{report::Flow, solo, world::World};

#[test]
fn wav_is_as_long_as_the_game_and_its_sounds_are_where_they_belong() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("game.wav");
    play(1, &format!("--seconds 4 --agents 20 --wav {}", path.display()));
    let reader = hound::WavReader::open(&path).unwrap();
    assert_eq!(reader.duration(), 4 * reader.spec().sample_rate);
    let samples = reader.into_samples::<i16>().map(Result::unwrap);
    let before = samples.take_while(|sample| *sample == 0).count() as u64;
    assert_eq!(before % 400, 0, "a sound begins with its step");
    let ate = |steps| solo::play(World::new(1, 20), 1..=steps).agents.iter().any(|agent| agent.meals > 0);
    assert!(!ate(before / 400) && ate(before / 400 + 1), "the first meal is what is heard first");
}

#[test]
fn each_frame_is_drawn_once_or_counted_as_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let report = play(2, &format!("--seconds 2 --renderers 3 --frames {}", dir.path().display()));
    let mut drawn = 0;
    for step in 1..=120 {
        let Ok(png) = fs::read(dir.path().join(format!("frame-{step:06}.png"))) else { continue };
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (39 * 24, 21 * 24));
        drawn += 1;
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count() as u64, drawn, "there are no other files");
    assert_eq!(report.flows[2].1, Flow { sent: 120, taken: drawn, dropped: 120 - drawn });
}

#[test]
fn file_that_cannot_be_written_ends_the_game_and_says_what_to_do() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for option in ["--wav", "--frames"] {
        let below = file.path().join("f");
        let error = end_of(game(&format!("--seconds 3600 {option} {}", below.display()))).unwrap_err();
        assert!(error.to_string().contains(option), "{error:#}");
    }
}
