//! Every event is processed once, or refused with a reason.

use event_backend::event::{Answer, Kind};
use event_backend::load::{self, Load};
use indicatif::ProgressBar;
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::MaybeTlsStream;
use tokio_util::sync::CancellationToken;

use crate::{Running, ack, events, settings, tell, within};

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_thousand_events_over_eight_connections_are_all_processed() {
    let server = Running::start(settings(), |_| {}).await;
    let load = Load { events: 200_000, connections: 8, batch: 500 };
    let (stop, bar) = (CancellationToken::new(), ProgressBar::hidden());
    let url = format!("ws://{}/ws", server.addr);
    let summary = within(load.run(&url, &stop, &bar)).await.unwrap();
    assert_eq!((summary.sent, summary.accepted), (200_000, 200_000));
    assert_eq!(server.stop().await.processed.get(), 200_000);
}

#[tokio::test]
async fn a_subscriber_hears_of_each_event_numbered_in_the_order_sent() {
    let server = Running::start(settings(), |_| {}).await;
    let mut subscriber = server.connect("?subscribe").await.unwrap();
    let mut sender = server.connect("").await.unwrap();
    for kind in Kind::ALL {
        tell(&mut sender, events(kind, 1, 300)).await;
        assert_eq!(ack(&mut sender).await, (300, 0, String::new()));
    }
    let mut heard = Vec::new();
    while heard.len() < 900 {
        match within(load::answer(&mut subscriber)).await.unwrap() {
            Answer::Notifications { items } => heard.extend(items),
            Answer::Ack { .. } => panic!("it sent nothing"),
        }
    }
    heard.sort_by_key(|item| (item.event.kind as usize, item.number));
    let expected = Kind::ALL.into_iter().flat_map(|kind| (1..=300).map(move |number| (kind, number)));
    for (item, (kind, number)) in heard.iter().zip(expected) {
        assert_eq!((item.event.kind, item.number, item.event.amount.get().into()), (kind, number, number));
        assert_eq!(item.total, number * (number + 1) / 2);
    }
    assert_eq!(server.stop().await.processed.get(), 900);
}

#[tokio::test]
async fn bad_events_are_answered_with_their_reason_and_the_connection_goes_on() {
    let server = Running::start(settings(), |_| {}).await;
    let mut socket = server.connect("").await.unwrap();
    let long = events(Kind::Order, 1, 1).replace("lamp", &"x".repeat(1001));
    for (message, accepted, refused, reason) in [
        ("hello", 0, 1, "no JSON"),
        (&events(Kind::Order, 0, 3), 2, 1, "event 0: invalid value: integer `0`"),
        (r#"{"type":"refund","user":"ada","what":"lamp","amount":1}"#, 0, 1, "unknown variant `refund`"),
        (r#"{"type":"order","user":"ada","what":"lamp","amuont":1}"#, 0, 1, "unknown field `amuont`"),
        (r#"{"type":"order","user":"","what":"lamp","amount":1}"#, 0, 1, "a text of 0 bytes"),
        (&long, 0, 1, "a text of 1001 bytes"),
        (&format!("[{}7]", "7,".repeat(999)), 0, 1000, "event 0: invalid type"),
        (r#" {"type":"user","user":"ada","what":"came","amount":1} "#, 1, 0, ""),
    ] {
        tell(&mut socket, message).await;
        let (was_accepted, was_refused, first) = ack(&mut socket).await;
        assert_eq!((was_accepted, was_refused), (accepted, refused), "{message}");
        assert!(first.contains(reason), "{first}");
    }
    let figures = server.stop().await;
    assert_eq!((figures.received.get(), figures.processed.get(), figures.refused.get()), (1009, 3, 1006));
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_vanish_in_the_middle_leave_the_totals_right() {
    let server = Running::start(settings(), |_| {}).await;
    for number in 0..20 {
        let mut socket = server.connect("?subscribe").await.unwrap();
        for message in 0..10 {
            tell(&mut socket, events(Kind::ALL[message % 3], 1, 100)).await;
        }
        // Until the first message was taken.
        while !matches!(within(load::answer(&mut socket)).await.unwrap(), Answer::Ack { accepted: 100, .. }) {
        }
        let MaybeTlsStream::Plain(mut stream) = socket.into_inner() else { panic!() };
        if number % 2 == 0 {
            stream.write_all(&[0x81, 0xfe, 0x40, 0x00, 1, 2, 3, 4, 5]).await.unwrap(); // the begin of a long frame
        }
        stream.set_zero_linger().unwrap(); // a reset, with everything on the way thrown away
        drop(stream);
    }
    let figures = server.stop().await;
    assert_eq!((figures.received.get(), figures.refused.get()), (figures.processed.get(), 0));
    assert!(figures.processed.get() >= 20 * 100);
}
