//! What the server does not take, and how it says so.

use event_backend::event::Kind;
use event_backend::load;
use event_backend::server::Settings;
use futures_util::{FutureExt, SinkExt};
use tokio_tungstenite::tungstenite::Message;

use crate::{Running, ack, events, gate, settings, tell, within};

#[tokio::test]
async fn one_connection_too_many_is_answered_by_503_until_a_place_is_free() {
    let server = Running::start(Settings { max_connections: 1, ..settings() }, |_| {}).await;
    let first = server.connect("").await.unwrap();
    let error = server.connect("").await.unwrap_err();
    assert!(format!("{error:?}").contains("503"), "{error:?}");
    drop(first);
    within(async { while server.connect("").await.is_err() {} }).await;
    assert!(server.stop().await.turned_away.get() >= 1);
}

#[tokio::test]
async fn a_message_too_long_or_not_of_text_ends_its_connection_with_the_reason() {
    let server = Running::start(Settings { max_message: 256, ..settings() }, |_| {}).await;
    for (message, expected) in [
        (Message::text("7".repeat(257)), "1009: a message has at most 256 bytes"),
        (Message::binary(vec![7]), "1003: events come as text"),
    ] {
        let mut socket = server.connect("").await.unwrap();
        socket.send(message).await.unwrap();
        let error = within(load::answer(&mut socket)).await.unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_shard_stops_who_sends_to_it_and_nobody_else() {
    let (work, open) = gate(|kind| kind == Kind::Order);
    let server = Running::start(settings(), work).await;
    let (mut orders, mut payments) = (server.connect("").await.unwrap(), server.connect("").await.unwrap());
    // The processor holds a batch of up to 64, its shard 1024: the eleventh message does not fit.
    for _ in 0..11 {
        tell(&mut orders, events(Kind::Order, 1, 100)).await;
    }
    for _ in 0..10 {
        assert_eq!(ack(&mut orders).await.0, 100);
    }
    let parked = r#"shard_parked_senders{channel="events",shard="order"}"#;
    within(async { while server.figure(parked).await == 0 {} }).await;
    for _ in 0..20 {
        tell(&mut payments, events(Kind::Payment, 1, 100)).await;
        assert_eq!(ack(&mut payments).await.0, 100);
    }
    assert!(load::answer(&mut orders).now_or_never().is_none());
    assert_eq!(server.figure(r#"shard_queued{channel="events",shard="order"}"#).await, 1024);
    // A message that was begun is taken whole, even if the server is to stop.
    server.stop.cancel();
    within(async { while server.connect("").await.is_ok() {} }).await;
    open.close();
    assert_eq!(ack(&mut orders).await.0, 100);
    assert_eq!(server.stop().await.processed.get(), 1100 + 2000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_that_does_not_read_is_cut_off_and_holds_up_nobody() {
    let server = Running::start(settings(), |_| {}).await;
    let mut silent = server.connect("?subscribe").await.unwrap();
    let mut sender = server.connect("").await.unwrap();
    let message = events(Kind::Order, 1, 20).replace("lamp", &"x".repeat(1000));
    let mut accepted = 0;
    within(async {
        while server.figure("cut_total").await == 0 {
            for _ in 0..100 {
                tell(&mut sender, message.as_str()).await;
                accepted += ack(&mut sender).await.0;
            }
        }
    })
    .await;
    // It is given what its outbox held, if it is quick, and then the end.
    within(async { while load::answer(&mut silent).await.is_ok() {} }).await;
    let figures = server.stop().await;
    assert_eq!((figures.cut.get(), figures.processed.get()), (1, accepted));
}
