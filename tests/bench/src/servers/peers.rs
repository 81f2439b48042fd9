//! How the peers are started: their defaults, with limits out of the way and the durability that is compared.

use super::Kind;
use crate::BenchError;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

/// The program's name, for those that come from the system.
pub(super) fn program(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Nats => Some("nats-server"),
        Kind::Mosquitto => Some("mosquitto"),
        Kind::Redis => Some("redis-server"),
        Kind::Marram | Kind::Null => None,
    }
}

pub(super) fn configure(
    kind: Kind,
    command: &mut Command,
    folder: &Path,
    address: SocketAddr,
) -> Result<(), BenchError> {
    let (config, store) = (folder.join("config"), folder.join("store"));
    std::fs::create_dir_all(&store)?;
    let (port, store) = (address.port(), store.display());
    match kind {
        Kind::Nats => {
            // Its own port is not used; -1 is any free one.
            let text = format!(
                "listen: \"127.0.0.1:-1\"\njetstream {{ store_dir: \"{store}\" }}\n\
                 websocket {{ listen: \"{address}\", no_tls: true }}\n"
            );
            std::fs::write(&config, text)?;
            command.arg("--config").arg(config);
        }
        Kind::Mosquitto => {
            // Over WebSocket this version cannot be held to the loopback, so it is spared the framing.
            // Started by root it would change to a user of its own, who cannot reach its folder; others it leaves alone.
            let text = format!(
                "user root\nlistener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n\
                 persistence true\npersistence_location {store}/\nmax_queued_messages 0\nmax_inflight_messages 0\n"
            );
            std::fs::write(&config, text)?;
            command.arg("-c").arg(config);
        }
        Kind::Redis => {
            let text = format!(
                "bind 127.0.0.1\nport {port}\ndir {store}\nsave \"\"\nappendonly yes\nappendfsync always\n\
                 auto-aof-rewrite-percentage 0\n"
            );
            std::fs::write(&config, text)?;
            command.arg(config);
        }
        Kind::Marram | Kind::Null => {}
    }
    Ok(())
}
