//! The live page, in a headless Chromium that is driven over its debugging WebSocket.

use std::env;
use std::path::PathBuf;
use std::process::Stdio;

use event_backend::event::Kind;
use event_backend::load::{self, Socket};
use event_backend::server::Settings;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::select;
use tokio_tungstenite::tungstenite::Message;

use crate::{Running, ack, events, settings, tell, within};

const FLAGS: &str = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync \
                     --disable-background-networking --disable-component-update --remote-debugging-port=0";

/// The page shows events, in all and of their type.
const RATE: &str =
    "rate.textContent > '0' && document.querySelector('[aria-label=\"order: per second\"]').ariaValueNow > 0";

/// The browser's program: `CHROMIUM`, or one of the usual names.
fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut usual = env::split_paths(&path)
        .chain(["/usr/bin".into(), "/usr/sbin".into()])
        .flat_map(|folder| ["chromium", "chromium-browser", "google-chrome"].map(|name| folder.join(name)));
    env::var_os("CHROMIUM").map(PathBuf::from).or_else(|| usual.find(|program| program.exists()))
}

/// A browser with one page.
struct Browser {
    program: Child,
    page: Socket,
    _profile: TempDir,
}

impl Browser {
    async fn open(program: PathBuf, url: &str) -> Self {
        let profile = TempDir::new().unwrap();
        let mut program = Command::new(program)
            .args(FLAGS.split_whitespace())
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(program.stderr.take().unwrap()).lines();
        let address = loop {
            let line = within(lines.next_line()).await.unwrap().expect("the browser says where it listens");
            if let Some((_, address)) = line.split_once("DevTools listening on ") {
                break address.to_string();
            }
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let mut browser = within(load::connect(&address)).await.unwrap();
        let page = call(&mut browser, "Target.createTarget", json!({ "url": url })).await;
        let (host, _) = address.split_once("/devtools/").unwrap();
        let page = format!("{host}/devtools/page/{}", page["targetId"].as_str().unwrap());
        let page = within(load::connect(&page)).await.unwrap();
        Self { program, page, _profile: profile }
    }

    /// Waits until an expression is true in the page. It may still be loading.
    async fn until(&mut self, expression: &str) {
        let look = format!("new Promise(done => setTimeout(() => done({expression}), 50))");
        let look = json!({ "expression": look, "awaitPromise": true, "returnByValue": true });
        let holds = async {
            while call(&mut self.page, "Runtime.evaluate", look.clone()).await["result"]["value"] != true {}
        };
        within(holds).await;
    }

    /// While events come, waits for the page to show them.
    async fn shows_events(&mut self, server: &Running) {
        let mut socket = server.connect("").await.unwrap();
        let send = async {
            loop {
                tell(&mut socket, events(Kind::Order, 1, 10)).await;
                ack(&mut socket).await;
            }
        };
        select! { () = self.until(RATE) => {}, () = send => {} }
    }

    async fn close(mut self) {
        call(&mut self.page, "Browser.close", json!({})).await;
        within(self.program.wait()).await.unwrap();
    }
}

async fn call(socket: &mut Socket, method: &str, params: Value) -> Value {
    let call = json!({ "id": 1, "method": method, "params": params });
    within(socket.send(Message::text(call.to_string()))).await.unwrap();
    loop {
        let message = within(socket.next()).await.unwrap().unwrap();
        let mut message: Value = serde_json::from_str(message.to_text().unwrap()).unwrap();
        if message["id"] == 1 {
            return message["result"].take();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_moves_and_says_when_the_server_is_gone_and_comes_back() {
    let Some(program) = find() else {
        assert!(env::var_os("HEL_COMPLETE").is_none(), "no browser: install it by apt-get install chromium");
        return println!("skipped: no browser, install it by apt-get install chromium");
    };
    let server = Running::start(settings(), |_| {}).await;
    let addr = server.addr;
    let mut browser = Browser::open(program, &format!("http://{addr}")).await;
    browser.shows_events(&server).await;
    browser.until("!document.body.matches('.lost')").await;
    server.stop().await;
    browser.until("document.querySelector('.lost')?.innerText.includes('connection lost')").await;
    let server = Running::start(Settings { addr, ..settings() }, |_| {}).await;
    browser.until("!document.body.matches('.lost')").await;
    browser.shows_events(&server).await;
    browser.close().await;
    server.stop().await;
}
