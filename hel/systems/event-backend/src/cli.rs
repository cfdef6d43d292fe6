//! What the user may ask for.

use clap::{Parser, Subcommand};
use event_backend::load::Load;
use event_backend::server::Settings;

/// Takes events over WebSocket, routes them by type, and tells who subscribed.
#[derive(Debug, Parser)]
#[command(name = "event-backend", version, max_term_width = 80, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A server and a load for it in one process, to watch in a browser (the default)
    Demo {
        #[command(flatten)]
        serve: Settings,
        #[command(flatten)]
        load: Load,
    },
    /// The server alone, until Ctrl-C
    Serve(Settings),
    /// Sends events to a server and measures its answers
    Load {
        /// The server's WebSocket
        #[arg(long, default_value = "ws://127.0.0.1:8080/ws")]
        url: String,
        #[command(flatten)]
        load: Load,
    },
}

impl Cli {
    /// The command; without one, a demo on a free port, whose processors take so much time that shards fill.
    pub(crate) fn command(self) -> Command {
        const DEMO: [&str; 4] = ["event-backend", "demo", "--addr=127.0.0.1:0", "--work=50us"];
        self.command.or_else(|| Self::parse_from(DEMO).command).expect("it is named")
    }
}

const EXAMPLES: &str = "\
Examples:
  event-backend                            a demo: open the URL that it prints
  event-backend serve --addr 0.0.0.0:8080  a server for the whole network
  event-backend load --events 1000000      a load, from another terminal

A message to ws://ADDR/ws is an event, or an array of events, such as
  {\"type\":\"order\",\"user\":\"ada\",\"what\":\"lamp\",\"amount\":2}
The type is order, payment or user. Each message is acknowledged. For
notifications too, connect to ws://ADDR/ws?subscribe";
