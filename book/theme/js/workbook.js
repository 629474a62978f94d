/* What the pages need besides the player: buttons that copy a command, boxes that scroll by keyboard, and a few
 * names for screen readers that mdBook's own page leaves out. Nothing here is needed to read the book.
 */
"use strict";

(function () {
    for (const command of document.querySelectorAll("code.command[data-copy]")) addCopyButton(command);
    for (const anchor of document.querySelectorAll('main a[href^="http"]')) anchor.rel = "noopener";
    mendMdBooksBar();
    letBoxesScroll();
    window.addEventListener("resize", letBoxesScroll);

    function addCopyButton(command) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "copy";
        button.textContent = "Copy";
        button.setAttribute("aria-label", "Copy the command " + command.dataset.copy);
        const status = document.createElement("span");
        status.className = "said";
        status.setAttribute("role", "status");
        button.addEventListener("click", async () => {
            const done = await copy(command.dataset.copy);
            button.textContent = done ? "Copied" : "Select it and press Ctrl+C";
            status.textContent = button.textContent;
            setTimeout(() => {
                button.textContent = "Copy";
                status.textContent = "";
            }, 2000);
        });
        command.after(button, status);
    }

    async function copy(words) {
        try {
            await navigator.clipboard.writeText(words);
            return true;
        } catch (error) {
            // Not allowed here (a page opened from a folder, an old browser): the reader can still select it.
            return false;
        }
    }

    /* A box that scrolls must be reachable by keyboard; one that does not must not cost a stop of the Tab key. */
    function letBoxesScroll() {
        for (const box of document.querySelectorAll("main pre > code, main .table-wrapper, main :is(figure.bench, figure.diagram, figure.layout)")) {
            if (box.closest("trace-player")) continue;
            if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
            else box.removeAttribute("tabindex");
        }
    }

    /* mdBook's bar is no landmark, and its sidebar opens by a label, which the keyboard does not reach and which may
     * not carry the states that mdBook gives it. A real button takes its place and presses it. */
    function mendMdBooksBar() {
        document.getElementById("mdbook-menu-bar")?.setAttribute("role", "banner");
        document.getElementById("mdbook-searchbar")?.setAttribute("aria-label", "Search this book");
        const label = document.getElementById("mdbook-sidebar-toggle");
        const checkbox = document.getElementById("mdbook-sidebar-toggle-anchor");
        if (!label || !checkbox) return;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "icon-button";
        button.title = label.title;
        button.setAttribute("aria-label", label.title);
        button.setAttribute("aria-controls", "mdbook-sidebar");
        button.append(...label.childNodes);
        button.addEventListener("click", () => label.click());
        const tell = () => button.setAttribute("aria-expanded", String(checkbox.checked));
        checkbox.addEventListener("change", tell);
        tell();
        label.before(button);
        label.hidden = true;
    }
})();
