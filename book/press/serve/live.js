/* While serving: reload when the book was rebuilt, and say over the page when it does not build. */
"use strict";
(function () {
    const { generation, live } = document.currentScript.dataset;
    let wait = 100;

    function connect() {
        const socket = new WebSocket(location.protocol.replace("http", "ws") + "//" + location.host + live);
        socket.addEventListener("message", (event) => {
            wait = 100;
            const state = JSON.parse(event.data);
            if (state.error) show(state.error);
            else if (state.generation !== generation) location.reload();
            else hide();
        });
        /* The server was stopped: its next run says which generation it serves. */
        socket.addEventListener("close", () => {
            setTimeout(connect, wait);
            wait = Math.min(wait * 2, 2000);
        });
        window.addEventListener("pagehide", () => socket.close(), { once: true });
    }

    function show(said) {
        hide();
        const box = document.createElement("section");
        box.id = "workbook-error";
        box.setAttribute("role", "alert");
        box.style.cssText =
            "position:fixed;inset:auto 0 0 0;z-index:1000;max-height:60vh;overflow:auto;margin:0;padding:16px 20px;" +
            "background:#3b0d12;color:#fff;font:14px/1.5 ui-monospace,Menlo,Consolas,monospace;border-top:4px solid #ff6b6b";
        const title = document.createElement("strong");
        title.textContent = "The book does not build. This page is the last that did.";
        const text = document.createElement("pre");
        text.style.cssText = "white-space:pre-wrap;margin:8px 0 0;background:none;color:inherit;font:inherit";
        text.textContent = said;
        box.append(title, text);
        document.body.append(box);
    }

    function hide() {
        const box = document.getElementById("workbook-error");
        if (box) box.remove();
    }

    connect();
})();
