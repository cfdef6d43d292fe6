//! A frame in pixels, as a PNG file.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::maze::{Cell, HEIGHT, WIDTH};
use crate::world::{UNITS, World};

/// How many pixels a unit of the world has, and a cell.
const SCALE: i32 = 4;
const CELL: i32 = UNITS * SCALE;
const SIZE: (i32, i32) = (WIDTH as i32 * CELL, HEIGHT as i32 * CELL);

const FLOOR: [u8; 3] = [18, 22, 33];
const WALL: [u8; 3] = [55, 71, 110];
const FOOD: [u8; 3] = [255, 213, 79];
const AGENTS: [[u8; 3]; 4] = [[239, 83, 80], [38, 198, 218], [102, 187, 106], [186, 104, 200]];
const EYES: [u8; 3] = [10, 12, 18];

/// Draws `world` into a file.
pub(crate) fn write(world: &World, path: &Path) -> Result<()> {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, SIZE.0.unsigned_abs(), SIZE.1.unsigned_abs());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&draw(world))?;
    writer.finish()?;
    fs::write(path, png).with_context(|| format!("cannot write {}: is the disk full?", path.display()))
}

/// Three bytes a pixel, row by row.
fn draw(world: &World) -> Vec<u8> {
    let mut pixels = FLOOR.repeat((SIZE.0 * SIZE.1).unsigned_abs() as usize);
    // Fills what is inside of a rectangle and, from its middle, of a radius.
    let mut fill = |(left, top): (i32, i32), (width, height): (i32, i32), radius: i32, colour: [u8; 3]| {
        for (down, right) in (0..height).flat_map(|down| (0..width).map(move |right| (down, right))) {
            if (2 * right - width).pow(2) + (2 * down - height).pow(2) <= 4 * radius.pow(2) {
                let start = (((top + down) * SIZE.0 + left + right) * 3).unsigned_abs() as usize;
                pixels[start..start + 3].copy_from_slice(&colour);
            }
        }
    };
    let corner = |cell: Cell| (i32::from(cell.x) * CELL, i32::from(cell.y) * CELL);
    for cell in Cell::all().filter(|cell| !world.maze.is_open(*cell)) {
        fill(corner(cell), (CELL, CELL), CELL, WALL);
    }
    for food in &world.food {
        fill(corner(*food), (CELL, CELL), CELL / 4, FOOD);
    }
    for (number, agent) in world.agents.iter().enumerate() {
        let (x, y) = agent.position();
        let (left, top) = (x * SCALE, y * SCALE);
        fill((left, top), (CELL, CELL), CELL * 5 / 12, AGENTS[number % AGENTS.len()]);
        // Two eyes, nearly closed when the agent is stunned.
        let height = if agent.is_stunned() { 2 } else { 6 };
        for side in [7, 14] {
            fill((left + side, top + 10 - height / 2), (3, height), CELL, EYES);
        }
    }
    pixels
}
