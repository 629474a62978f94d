//! The socket that tells an open page what became of its book.
//!
//! Each message is the whole state, `{"generation": "..", "error": ".." or null}`, and the first comes at once: a
//! page that was loaded just before a rebuild, or that lost its server for a while, still learns of it.

use super::http::{Desk, refused};
use super::state::State;
use axum::extract::State as Shared;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::Response;

/// Where the socket is.
pub const PATH: &str = "/__workbook/live";

/// The script that every served page ends with. It knows the generation that the page is of.
pub fn script(generation: &str) -> String {
    format!("<script data-generation=\"{generation}\" data-live=\"{PATH}\">\n{}</script>\n", include_str!("live.js"))
}

/// The page that is shown while there is no site at all: it becomes the book when the error is mended.
pub fn error_page(said: &str) -> String {
    let said = said.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>The book does not build</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head>\n<body><main><h1>The book does not build</h1>\
         <pre style=\"white-space:pre-wrap\">{said}</pre><p>This page follows every change.</p></main>\n{}</body></html>\n",
        script("none")
    )
}

/// Opens the socket, for pages of this server.
pub async fn connect(Shared(desk): Shared<Desk>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if !desk.knows_host(&headers) || !desk.knows_origin(&headers) {
        return refused("this socket is for pages of this server only");
    }
    upgrade.on_upgrade(move |socket| tell(socket, desk))
}

/// Sends the state, and every later one, until the page is gone.
async fn tell(mut socket: WebSocket, mut desk: Desk) {
    loop {
        let state = desk.states.borrow_and_update().clone();
        if state.is_ready() && socket.send(Message::Text(message(&state).into())).await.is_err() {
            return;
        }
        tokio::select! {
            changed = desk.states.changed() => if changed.is_err() { return },
            // A page says nothing but that it goes.
            heard = socket.recv() => if !matches!(heard, Some(Ok(_))) { return },
        }
    }
}

fn message(state: &State) -> String {
    let generation = state.site.as_ref().map_or("none", |(generation, _)| generation);
    serde_json::json!({ "generation": generation, "error": state.error.as_deref() }).to_string()
}
