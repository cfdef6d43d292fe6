//! Drives a headless Chromium over its debugging WebSocket: opens a page and evaluates expressions in it.

use std::path::PathBuf;
use std::process::Stdio;
use std::{env, fs, process};

use event_backend::load::{self, Socket};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio_tungstenite::tungstenite::Message;

use crate::within;

const FLAGS: &str = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync \
                     --disable-background-networking --disable-component-update --remote-debugging-port=0";

/// A browser with one page.
pub(crate) struct Browser {
    program: Child,
    socket: Socket,
    session: Value,
    profile: PathBuf,
}

/// The browser's program: `CHROMIUM`, or one of the usual names.
pub(crate) fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let usual = env::split_paths(&path)
        .flat_map(|folder| ["chromium", "chromium-browser", "google-chrome"].map(|name| folder.join(name)));
    env::var_os("CHROMIUM").map(PathBuf::from).or_else(|| usual.into_iter().find(|program| program.exists()))
}

impl Browser {
    pub(crate) async fn open(program: PathBuf, url: &str) -> Self {
        let profile = env::temp_dir().join(format!("event-backend-{}", process::id()));
        let mut program = Command::new(program)
            .args(FLAGS.split_whitespace())
            .arg(format!("--user-data-dir={}", profile.display()))
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
        let socket = within(load::connect(&address)).await.unwrap();
        let mut browser = Self { program, socket, session: Value::Null, profile };
        let page = browser.call("Target.createTarget", json!({ "url": url })).await["targetId"].take();
        let attach = json!({ "targetId": page, "flatten": true });
        browser.session = browser.call("Target.attachToTarget", attach).await["sessionId"].take();
        browser
    }

    async fn call(&mut self, method: &str, params: Value) -> Value {
        let mut call = json!({ "id": 1, "method": method, "params": params });
        if !self.session.is_null() {
            call["sessionId"] = self.session.clone();
        }
        within(self.socket.send(Message::text(call.to_string()))).await.unwrap();
        loop {
            let message = within(self.socket.next()).await.unwrap().unwrap();
            let mut message: Value = serde_json::from_str(message.to_text().unwrap()).unwrap();
            if message["id"] == 1 {
                return message["result"].take();
            }
        }
    }

    /// Waits until an expression is true in the page. It may still be loading.
    pub(crate) async fn until(&mut self, expression: &str) {
        let look = format!("new Promise(done => setTimeout(() => done({expression}), 50))");
        let look = json!({ "expression": look, "awaitPromise": true, "returnByValue": true });
        within(async {
            while self.call("Runtime.evaluate", look.clone()).await["result"]["value"] != true {}
        })
        .await;
    }

    pub(crate) async fn close(mut self) {
        self.session = Value::Null;
        self.call("Browser.close", json!({})).await;
        within(self.program.wait()).await.unwrap();
        fs::remove_dir_all(&self.profile).unwrap();
    }
}
