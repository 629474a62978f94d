//! `workbook serve`, which is what `cargo run` does: the book in a browser, rebuilt whenever something changes.
//!
//! Three parties. The *builder* is a thread: it waits for a change ([`watch`]), builds the site into a fresh folder,
//! and publishes a [`state::State`]. A *request* takes the state as it is at that moment, so no request sees half a
//! site. The *page* holds a WebSocket ([`live`]): every state that is published goes there too.

pub mod browser;
pub mod http;
pub mod live;
pub mod state;
pub mod watch;

use crate::workspace::Workspace;
use anyhow::{Context, Result};
use state::Builder;
use std::future::IntoFuture;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;
use tokio::net::TcpListener;

/// What `workbook serve` takes.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The port; if it is taken, the next free one
    #[arg(long, value_name = "N", default_value_t = PORT)]
    port: u16,
    /// The address to listen on; anything but a loopback address lets others read (and only read) the book
    #[arg(long, value_name = "A", default_value_t = LOOPBACK)]
    host: IpAddr,
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
}

const PORT: u16 = 3000;
const LOOPBACK: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
/// How many ports to try, the wanted one first.
const TRIES: u16 = 64;

impl Default for Args {
    fn default() -> Self {
        Args { port: PORT, host: LOOPBACK, no_open: false }
    }
}

/// Runs the command, until it is interrupted.
///
/// # Errors
/// There is no workbook here, or no port is free. A book that does not build is no error: the page says what is wrong.
pub fn run(args: &Args) -> Result<()> {
    let begun = Instant::now();
    let workspace = Workspace::find()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the server's threads cannot be started")?;
    let done = runtime.block_on(serve(workspace, args, begun));
    runtime.shutdown_background();
    done
}

async fn serve(workspace: Workspace, args: &Args, begun: Instant) -> Result<()> {
    let listener = bind(args.host, args.port).await?;
    let address = listener.local_addr().context("the server has no address")?;
    let (builder, states) = Builder::new(workspace)?;
    let sites = builder.sites();
    std::thread::Builder::new()
        .name("builder".to_owned())
        .spawn(move || builder.run())
        .context("the builder's thread cannot be started")?;
    let server = axum::serve(listener, http::router(states.clone(), args.host.is_loopback()));
    let announced = announce(address, states, begun, !args.no_open);
    let served = tokio::select! {
        served = async { tokio::join!(server.into_future(), announced).0 } => served.context("the server stopped"),
        () = interrupted() => Ok(()),
    };
    // The builder's thread still holds the last site; its folder goes with this one.
    drop(sites);
    served
}

/// The wanted port, or the next free one.
async fn bind(host: IpAddr, port: u16) -> Result<TcpListener> {
    let mut refused = None;
    for port in port..=port.saturating_add(TRIES) {
        match TcpListener::bind(SocketAddr::new(host, port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => refused = Some(error),
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("{host}:{port} cannot be listened on; try another --port or --host"));
            }
        }
    }
    let last = port.saturating_add(TRIES);
    Err(refused.map_or_else(|| anyhow::anyhow!("no port"), anyhow::Error::from))
        .with_context(|| format!("the ports {port} to {last} are all taken; give another with --port"))
}

/// Says where the book is once its first build has ended, well or badly.
async fn announce(address: SocketAddr, mut states: state::States, begun: Instant, open: bool) {
    if states.wait_for(|state| state.is_ready()).await.is_err() {
        return;
    }
    let host = match address.ip() {
        ip if ip.is_unspecified() => LOOPBACK.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
        ip => ip.to_string(),
    };
    let url = format!("http://{host}:{}/", address.port());
    println!("The book is at {url} ({:.1} s); it follows every change. Ctrl-C ends it.", begun.elapsed().as_secs_f64());
    if open {
        browser::open(&url);
    }
}

/// Waits for Ctrl-C, or for a polite kill.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Without a handler the system's own way of ending the program is left.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
