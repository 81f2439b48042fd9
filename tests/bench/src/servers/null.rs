//! A server that does nothing but answer and pass on, in a thread of its own: the most that the generator can offer, and
//! the round trip that no server undercuts.

use crate::BenchError;
use crate::dialect::null::{ACCEPTED, APPEND, ENTRY, FOLLOW};
use bytes::{Buf as _, BytesMut};
use std::cell::RefCell;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::rc::Rc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What waits to be written to one connection.
#[derive(Default)]
struct Outbox {
    bytes: RefCell<Vec<u8>>,
    bell: Notify,
}

type Rooms = Rc<RefCell<HashMap<[u8; 8], Vec<Rc<Outbox>>>>>;

/// Starts it on a free port. It lives as long as the program.
pub(crate) fn start() -> Result<SocketAddr, BenchError> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("null server".into()).spawn(move || {
        let tasks = tokio::task::LocalSet::new();
        tasks.block_on(&runtime, async {
            let rooms = Rooms::default();
            let Ok(listener) = TcpListener::from_std(listener) else { return };
            while let Ok((stream, _)) = listener.accept().await {
                let rooms = Rc::clone(&rooms);
                // A connection ends when its client hangs up.
                tokio::task::spawn_local(async move { drop(serve(stream, &rooms).await) });
            }
        });
    })?;
    Ok(address)
}

async fn serve(stream: TcpStream, rooms: &Rooms) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut input, mut output) = stream.into_split();
    let mut bytes = BytesMut::new();
    while memchr::memmem::find(&bytes, b"\r\n\r\n").is_none() {
        if input.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    }
    bytes.clear();
    output.write_all(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n").await?;
    let outbox = Rc::new(Outbox::default());
    let writing = tokio::task::spawn_local(write(output, Rc::clone(&outbox)));
    let result = read(&mut input, &mut bytes, &outbox, rooms).await;
    writing.abort();
    rooms.borrow_mut().values_mut().for_each(|followers| followers.retain(|one| !Rc::ptr_eq(one, &outbox)));
    result
}

async fn write(mut output: OwnedWriteHalf, outbox: Rc<Outbox>) -> std::io::Result<()> {
    let mut writing = Vec::new();
    loop {
        outbox.bell.notified().await;
        std::mem::swap(&mut writing, &mut *outbox.bytes.borrow_mut());
        output.write_all(&writing).await?;
        writing.clear();
    }
}

async fn read(input: &mut OwnedReadHalf, bytes: &mut BytesMut, own: &Rc<Outbox>, rooms: &Rooms) -> std::io::Result<()> {
    loop {
        bytes.reserve(64 << 10);
        if input.read_buf(bytes).await? == 0 {
            return Ok(());
        }
        while let Some(message) = take_message(bytes) {
            let Some((&kind, rest)) = message.split_first() else { continue };
            let Some((room, payload)) = rest.split_first_chunk::<8>() else { continue };
            say(own, ACCEPTED, &[]);
            match kind {
                FOLLOW => rooms.borrow_mut().entry(*room).or_default().push(Rc::clone(own)),
                APPEND => {
                    for follower in rooms.borrow().get(room).into_iter().flatten() {
                        say(follower, ENTRY, payload);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Takes a client's frame, whose mask is zero (see `wire`).
fn take_message(bytes: &mut BytesMut) -> Option<BytesMut> {
    let (header, length) = match *bytes.get(1)? & 0x7f {
        126 => (8, usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?))),
        short => (6, usize::from(short)),
    };
    if bytes.len() < header + length {
        return None;
    }
    bytes.advance(header);
    Some(bytes.split_to(length))
}

fn say(to: &Outbox, kind: u8, payload: &[u8]) {
    let mut bytes = to.bytes.borrow_mut();
    let length = 1 + payload.len();
    bytes.push(0x82);
    match u8::try_from(length).ok().filter(|short| *short < 126) {
        Some(short) => bytes.push(short),
        None => {
            bytes.push(126);
            bytes.extend_from_slice(&(length as u16).to_be_bytes());
        }
    }
    bytes.push(kind);
    bytes.extend_from_slice(payload);
    to.bell.notify_one();
}
