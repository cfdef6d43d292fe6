//! The maze: which cells are open, and which of them are next to each other.

use fastrand::Rng;

/// With two columns a cell it fits into a terminal of 80 by 24. Both are odd, as rooms are at odd places.
pub(crate) const WIDTH: u8 = 39;
pub(crate) const HEIGHT: u8 = 21;

/// A place in the maze, counted from the upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cell {
    pub(crate) x: u8,
    pub(crate) y: u8,
}

impl Cell {
    /// All cells, row by row.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| Self { x, y }))
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.y) * usize::from(WIDTH) + usize::from(self.x)
    }
}

/// Cells that are open, and walls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Maze(Vec<bool>);

impl Maze {
    /// A maze whose cells are open where `open` says so.
    pub(crate) fn from_fn(open: impl FnMut(Cell) -> bool) -> Self {
        Self(Cell::all().map(open).collect())
    }

    /// A maze in which each open cell can be reached from each other, made of what `rng` says.
    pub(crate) fn generate(rng: &mut Rng) -> Self {
        let mut maze = Self::from_fn(|cell| cell.x % 2 == 1 && cell.y % 2 == 1);
        for room in Cell::all().filter(|cell| cell.x % 2 == 1 && cell.y % 2 == 1) {
            // A door to the left or upwards, so that all rooms are joined; or two, for more than one way round.
            let doors = rng.u8(0..5);
            if room.x > 1 && (doors >= 2 || room.y == 1) {
                maze.0[Cell { x: room.x - 1, ..room }.index()] = true;
            }
            if room.y > 1 && (doors <= 2 || room.x == 1) {
                maze.0[Cell { y: room.y - 1, ..room }.index()] = true;
            }
        }
        maze
    }

    pub(crate) fn is_open(&self, cell: Cell) -> bool {
        self.0[cell.index()]
    }

    /// The open cells one move from `cell`, always in the same order.
    pub(crate) fn neighbours(&self, Cell { x, y }: Cell) -> impl Iterator<Item = Cell> {
        [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)]
            .into_iter()
            .map(|(x, y)| Cell { x, y })
            .filter(|cell| cell.x < WIDTH && cell.y < HEIGHT && self.is_open(*cell))
    }

    /// An open cell that is not among `taken`, chosen by `rng`.
    pub(crate) fn choose(&self, rng: &mut Rng, taken: &[Cell]) -> Cell {
        let free: Vec<_> = Cell::all().filter(|cell| self.is_open(*cell) && !taken.contains(cell)).collect();
        *rng.choice(&free).expect("there are more open cells than agents and food")
    }
}
