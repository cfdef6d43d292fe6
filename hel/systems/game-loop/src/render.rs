//! The render workers: each draws the frames that the main loop gives it, for the terminal and as pictures.

use std::path::Path;

use anyhow::Result;
use hel::channel::mpmc::{Receiver, Sender};
use ratatui::style::{Color, Stylize};
use ratatui::text::{Line, Span, Text};

use crate::maze::{Cell, WIDTH};
use crate::picture;
use crate::world::{UNITS, World};

/// Room for frames, of each worker: a few, as an old frame is of no use.
pub(crate) const FRAMES: usize = 4;
/// Room for drawings on their way to the screen.
pub(crate) const DRAWINGS: usize = 16;

/// The colours of the agents. Each terminal has these.
const COLOURS: [Color; 4] = [Color::LightRed, Color::LightCyan, Color::LightGreen, Color::LightMagenta];

/// Draws until the main loop ends. Gives how many frames were drawn. When the screen is slow, the worker waits, its shard fills,
/// and the main loop drops frames: nobody else does.
pub(crate) fn run(
    frames: &Receiver<Box<World>, FRAMES>,
    screen: &Sender<Drawing, DRAWINGS>,
    dir: Option<&Path>,
) -> Result<u64> {
    let mut drawn = 0;
    for world in frames {
        if let Some(dir) = dir {
            picture::write(&world, &dir.join(format!("frame-{:06}.png", world.step)))?;
        }
        drawn += 1;
        if screen.send(Drawing::of(&world)).is_err() {
            break; // The screen failed: it has stopped the game, and says why.
        }
    }
    Ok(drawn)
}

/// A frame as a terminal of 80 by 24 shows it.
pub(crate) struct Drawing {
    pub(crate) step: u64,
    pub(crate) text: Text<'static>,
}

impl Drawing {
    pub(crate) fn of(world: &World) -> Self {
        let floor = |cell| if world.maze.is_open(cell) { Span::raw("  ") } else { "██".dark_gray() };
        let mut cells: Vec<Span<'_>> = Cell::all().map(floor).collect();
        let mut meals = Line::raw("meals  ");
        for food in &world.food {
            cells[food.index()] = "()".yellow();
        }
        for (number, agent) in world.agents.iter().enumerate() {
            let colour = COLOURS[number % COLOURS.len()];
            let (x, y) = agent.position();
            let nearest = |units: i32| u8::try_from((units + UNITS / 2) / UNITS).expect("it is in the maze");
            let eyes = if agent.is_stunned() { "xx" } else { "••" };
            cells[Cell { x: nearest(x), y: nearest(y) }.index()] = eyes.black().bg(colour).bold();
            meals.extend(["■ ".fg(colour), format!("{:<4}", agent.meals).into()]);
        }
        let title = format!("step {}   bumps {}   q ends", world.step, world.bumps);
        let mut text = Text::raw(title);
        text.extend(cells.chunks(WIDTH.into()).map(|row| Line::from(row.to_vec())));
        text.push_line(meals);
        Self { step: world.step, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    #[test]
    fn terminal_shows_walls_food_agents_and_meals_where_they_are() {
        let mut world = World::new(3, 4);
        world.agents[0].meals = 77;
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        terminal.draw(|frame| frame.render_widget(&Drawing::of(&world).text, frame.area())).unwrap();
        let buffer = terminal.backend().buffer();
        let row = |y: u8| (0..80).map(move |x| buffer[(x, y.into())].symbol());
        assert!(row(0).collect::<String>().starts_with("step 0 "));
        assert!(row(22).collect::<String>().starts_with("meals  ■ 77  ■ 0"));
        for cell in Cell::all() {
            let at = (i32::from(cell.x) * UNITS, i32::from(cell.y) * UNITS);
            let expected = match () {
                () if world.agents.iter().any(|agent| agent.position() == at) => "••",
                () if world.food.contains(&cell) => "()",
                () if world.maze.is_open(cell) => "  ",
                () => "██",
            };
            let shown: String = row(cell.y + 1).skip(2 * usize::from(cell.x)).take(2).collect();
            assert_eq!(shown, expected, "{cell:?}");
        }
    }
}
