use crate::platform::tab_lock::{TabLock, TabLockEvent};
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use wasm_bindgen_test::wasm_bindgen_test;

fn ask(take_over: bool) -> (TabLock, UnboundedReceiver<TabLockEvent>) {
    let (sender, events) = unbounded();
    let lock = TabLock::request(take_over, move |event| sender.unbounded_send(event).unwrap_or_default());
    (lock.unwrap(), events)
}

#[wasm_bindgen_test]
async fn the_second_waits_until_the_first_gives_the_lock_up() {
    let (first, mut told_first) = ask(false);
    assert_eq!(told_first.next().await, Some(TabLockEvent::Granted));
    let (second, mut told_second) = ask(false);
    let (third, mut told_third) = ask(false);
    assert!(told_second.try_recv().is_err());
    // One that no longer waits does not hold up those behind it.
    drop(second);
    drop(first);
    assert_eq!(told_third.next().await, Some(TabLockEvent::Granted));
    assert!(told_second.try_recv().is_err(), "a withdrawn request is told nothing");
    drop(third);
}

#[wasm_bindgen_test]
async fn taking_over_tells_the_one_before_and_nobody_twice() {
    let (first, mut told_first) = ask(false);
    assert_eq!(told_first.next().await, Some(TabLockEvent::Granted));
    let (second, mut told_second) = ask(true);
    assert_eq!(told_second.next().await, Some(TabLockEvent::Granted));
    assert_eq!(told_first.next().await, Some(TabLockEvent::Lost));
    // What is left of the first does not give the second's lock away.
    drop(first);
    let (third, mut told_third) = ask(false);
    assert!(told_third.try_recv().is_err());
    drop(second);
    assert_eq!(told_third.next().await, Some(TabLockEvent::Granted));
    drop(third);
}
