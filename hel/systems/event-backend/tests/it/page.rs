//! The live page, in a real browser.

use event_backend::event::Kind;
use tokio::select;

use crate::browser::{self, Browser};
use crate::{Running, ack, events, tell};

/// The page shows events, in all and of their type.
const RATE: &str = "document.getElementById('rate')?.textContent > '0' \
         && document.querySelector('#events [role=meter][aria-label=\"order: per second\"]')?.ariaValueNow > 0";

/// While events come, waits for the page to show it.
async fn shows(browser: &mut Browser, server: &Running, expression: &str) {
    let mut socket = server.connect("").await.unwrap();
    let send = async {
        loop {
            tell(&mut socket, events(Kind::Order, 1, 10)).await;
            ack(&mut socket).await;
        }
    };
    select! { () = browser.until(expression) => {}, () = send => {} }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_moves_and_says_when_the_server_is_gone_and_comes_back() {
    let Some(program) = browser::find() else {
        assert!(std::env::var_os("HEL_COMPLETE").is_none(), "there is no browser: apt-get install chromium");
        return println!("skipped, for there is no browser: apt-get install chromium");
    };
    let status =
        |words: &str| format!("document.getElementById('status')?.textContent.startsWith('{words}')");

    let server = Running::start(|_| {}).await;
    let addr = server.addr;
    let mut browser = Browser::open(program, &format!("http://{addr}")).await;
    shows(&mut browser, &server, RATE).await;
    browser.until(&status("live")).await;
    server.stop().await;
    browser.until(&status("connection lost")).await;
    let server = Running::start(|settings| settings.addr = addr).await;
    browser.until(&status("live")).await;
    shows(&mut browser, &server, RATE).await;
    browser.close().await;
    server.stop().await;
}
