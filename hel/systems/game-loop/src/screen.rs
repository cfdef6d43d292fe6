//! The screen thread: takes the drawings of all workers, and shows them in order.
//!
//! Two workers may finish in another order than they began. Nobody wants to see the past: a drawing that is older than the one
//! before is passed over, and counted.

use std::io;
use std::time::Duration;

use hel::channel::errors::RecvError;
use hel::channel::mpmc::Receiver;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyModifiers};
use ratatui::crossterm::terminal::is_raw_mode_enabled;

use crate::render::{DRAWINGS, Drawing};
use crate::report::Flow;
use crate::stop::Stop;

/// Takes drawings until the workers end. With `view` they can be seen, and q, Esc or Ctrl-C stops the game.
pub(crate) fn run(drawings: &Receiver<Drawing, DRAWINGS>, view: bool, stop: &Stop) -> io::Result<Flow> {
    let mut order = Order::default();
    if !view {
        drawings.iter().for_each(|drawing| _ = order.admits(drawing.step));
        return Ok(order.flow);
    }
    let mut terminal = ratatui::try_init()?;
    let mut show = || loop {
        // Keys wait no longer than this when there is nothing to draw.
        match drawings.recv_timeout(Duration::from_millis(20)) {
            Ok(drawing) if order.admits(drawing.step) && is_raw_mode_enabled()? => {
                terminal.draw(|frame| frame.render_widget(&drawing.text, frame.area()))?;
            }
            Ok(_) | Err(RecvError::TimeOut(_)) => {}
            Err(RecvError::Disconnected) => return Ok(order.flow),
        }
        while event::poll(Duration::ZERO)? {
            let Event::Key(key) = event::read()? else { continue };
            // Ctrl-C is a key here: in this mode the terminal makes no signal of it.
            let ctrl_c = key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL;
            if ctrl_c || matches!(key.code, KeyCode::Char('q') | KeyCode::Esc) {
                stop.now();
            }
        }
    };
    let shown = show();
    // A panic, of any thread, has given the terminal back. Twice would move the cursor, onto the message.
    if is_raw_mode_enabled()? {
        ratatui::restore();
    }
    shown
}

/// What was shown last, and how many drawings were, or were overtaken.
#[derive(Default)]
struct Order {
    last: u64,
    flow: Flow,
}

impl Order {
    /// Whether the drawing of `step` is newer than the one before.
    fn admits(&mut self, step: u64) -> bool {
        let newer = step > self.last;
        self.last = self.last.max(step);
        self.flow.count(newer);
        self.flow.taken += u64::from(newer);
        newer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_shown_in_order_and_the_overtaken_are_counted() {
        let mut order = Order::default();
        let shown: Vec<u64> = [1, 3, 2, 4, 4, 7, 6].into_iter().filter(|step| order.admits(*step)).collect();
        assert_eq!(shown, [1, 3, 4, 7]);
        assert_eq!(order.flow, Flow { sent: 7, taken: 4, dropped: 3 });
    }
}
