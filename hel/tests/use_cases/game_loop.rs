//! The physics of a game: commands are taken until the next tick is due, then the world moves on and a frame is offered to
//! the screen, which may be too slow for it.

use std::thread;
use std::time::{Duration, Instant};

use hel::channel::errors::*;
use hel::channel::mpmc::{Receiver, Sender, bounded};
use hel::channel::spsc;

use crate::common::within;

const TICK: Duration = Duration::from_millis(1);
const TICKS: u64 = 60;
/// After this tick the screen takes frames.
const SCREEN_ON: u64 = 10;
const PLAYERS: i64 = 2;
const COMMANDS: i64 = 400;

/// A player pushes the ball.
struct Push(i64);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Frame {
    tick: u64,
    position: i64,
}

struct Report {
    position: i64,
    ticks: u64,
    dropped: u64,
    commands: i64,
}

/// Runs for so many ticks at least, and until the players have left; turns the screen on late.
fn run_physics(
    commands: &Receiver<Push, 8>,
    mut frames: spsc::Sender<Frame, 4>,
    screen_on: &Sender<(), 1>,
) -> Report {
    let mut report = Report { position: 0, ticks: 0, dropped: 0, commands: 0 };
    let mut players_left = false;
    while report.ticks < TICKS || !players_left {
        // The receive is the clock: it ends with a command, or when the tick is over.
        let tick_ends = Instant::now() + TICK;
        loop {
            let rest = tick_ends.saturating_duration_since(Instant::now());
            match commands.recv_timeout(rest) {
                Ok(Push(by)) => {
                    report.position += by;
                    report.commands += 1;
                }
                Err(RecvError::TimeOut(waited)) => {
                    assert!(waited >= rest);
                    break;
                }
                Err(RecvError::Disconnected) => {
                    players_left = true;
                    break;
                }
            }
            if Instant::now() >= tick_ends {
                break;
            }
        }
        report.ticks += 1;
        // The world does not wait for the screen.
        match frames.try_send(Frame { tick: report.ticks, position: report.position }) {
            Ok(()) => {}
            Err(TrySendError::Full(frame)) => {
                assert_eq!(frame.tick, report.ticks);
                report.dropped += 1;
            }
            Err(TrySendError::Disconnected(_)) => panic!("the screen is there until the end"),
        }
        if report.ticks == SCREEN_ON {
            screen_on.try_send(()).expect("the display waits");
        }
    }
    report
}

fn play(commands: &Sender<Push, 8>, player: i64) {
    for number in 0..COMMANDS {
        // A full queue is a command to be repeated, not one that is lost.
        let mut push = Push(number % 7 - 2 + player);
        while let Err(error) = commands.send_timeout(push, TICK / 4) {
            assert!(error.is_timeout());
            push = error.into_inner();
        }
    }
}

#[test]
fn every_command_moves_the_world_and_every_frame_is_shown_or_counted() {
    within(|| {
        let (tx, commands) = bounded::<Push, 8>();
        let (frames, mut screen) = spsc::spsc::<Frame, 4>();
        let players: Vec<_> = (0..PLAYERS)
            .map(|player| {
                let tx = tx.clone();
                thread::spawn(move || play(&tx, player))
            })
            .collect();
        drop(tx);
        let (screen_on, is_on) = bounded::<(), 1>();
        let display = thread::spawn(move || {
            is_on.recv().expect("the screen is turned on");
            screen.iter().collect::<Vec<_>>()
        });

        let report = run_physics(&commands, frames, &screen_on);
        let shown = display.join().unwrap();
        for player in players {
            player.join().unwrap();
        }

        assert_eq!(report.commands, PLAYERS * COMMANDS);
        let expected: i64 = (0..PLAYERS).flat_map(|p| (0..COMMANDS).map(move |n| n % 7 - 2 + p)).sum();
        assert_eq!(report.position, expected);
        assert_eq!(shown.len() as u64 + report.dropped, report.ticks, "no frame is lost silently");
        assert!(shown.windows(2).all(|pair| pair[0].tick < pair[1].tick));
        let before_the_screen: Vec<_> = shown.iter().take(4).map(|frame| frame.tick).collect();
        assert_eq!(before_the_screen, [1, 2, 3, 4], "a full lane refuses the newest");
        assert!(report.dropped >= SCREEN_ON - 4);
    });
}
