/* `<trace-player>`: steps through the frames of a scene.
 *
 * The press writes the scene (JSON), a list of all steps, and the lesson's code once per anchor. Without JavaScript
 * the list is what the reader sees, and so is what gets printed; with it, the list gives way to the stage built here.
 * The stage keeps one height over all steps, so that the page never jumps while it plays.
 *
 * Keys, while the focus is inside: arrows, Home, End, space. They stop here, as mdBook turns pages with the arrows.
 */
"use strict";

(function () {
    const { draw, drawGone, el } = window.tracePanels;
    const PLAY_MS = 2200;
    const ICONS = {
        first: "M5 4v12M16 4 8 10l8 6z",
        back: "M14 4 6 10l8 6z",
        play: "M6 4l10 6-10 6z",
        pause: "M7 4v12M13 4v12",
        next: "M6 4l8 6-8 6z",
        last: "M15 4v12M4 4l8 6-8 6z",
    };

    class TracePlayer extends HTMLElement {
        connectedCallback() {
            const script = this.querySelector("script.scene");
            if (this.scene || !script) return;
            this.scene = JSON.parse(script.textContent);
            this.step = 0;
            this.timer = null;
            this.build();
            this.classList.add("is-live");
            new ResizeObserver(() => this.settle()).observe(this.now);
            window.addEventListener("hashchange", () => this.followHash());
            this.show(0);
            this.followHash();
        }

        disconnectedCallback() {
            this.pause();
        }

        /* Building */

        build() {
            const title = this.scene.title;
            this.count = el("a", "tp-count");
            this.now = el("div", "tp-now");
            this.live = el("p", "said");
            this.live.setAttribute("role", "status");
            const code = [...this.querySelectorAll(":scope > .code")];
            this.side = code.length ? this.buildSide(code) : null;
            const stage = el("div", "tp-stage", this.now, this.side || "");
            const head = el("div", "tp-head", el("p", "tp-title", title), this.count);
            const box = el("div", "tp", head, this.buildControls(), stage, this.live);
            box.setAttribute("role", "group");
            box.setAttribute("aria-label", "Player: " + title);
            box.tabIndex = -1;
            box.addEventListener("keydown", (event) => this.onKey(event));
            this.prepend(box);
        }

        buildControls() {
            const last = this.scene.frames.length - 1;
            this.buttons = {
                first: button("first", "First step", () => this.go(0)),
                back: button("back", "Step back", () => this.go(this.step - 1)),
                play: button("play", "Play", () => this.toggle()),
                next: button("next", "Next step", () => this.go(this.step + 1)),
                last: button("last", "Last step", () => this.go(last)),
            };
            this.slider = el("input", "tp-slider");
            Object.assign(this.slider, { type: "range", min: 1, max: last + 1, step: 1 });
            this.slider.setAttribute("aria-label", "Step");
            this.slider.addEventListener("input", () => this.go(Number(this.slider.value) - 1));
            return el("div", "tp-controls", ...Object.values(this.buttons), this.slider);
        }

        buildSide(code) {
            this.where = el("p", "tp-where");
            this.listing = el("div", "tp-listing", ...code);
            this.listing.tabIndex = 0;
            this.listing.setAttribute("role", "group");
            this.inGo = el("p", "tp-go");
            return el("div", "tp-side", this.where, this.listing, this.inGo);
        }

        /* Stepping */

        go(step) {
            this.pause();
            this.show(step);
        }

        show(step) {
            const frames = this.scene.frames;
            const wanted = Math.max(0, Math.min(step, frames.length - 1));
            const moved = wanted !== this.step;
            this.step = wanted;
            this.now.replaceChildren(...this.drawFrame(wanted, this.room()));
            if (this.side) this.showCode(frames[wanted]);
            const place = "step " + (wanted + 1) + " of " + frames.length;
            this.count.textContent = place;
            if (this.id) this.count.href = "#" + this.id + "-step-" + (wanted + 1);
            this.slider.value = wanted + 1;
            this.slider.style.setProperty("--done", frames.length > 1 ? wanted / (frames.length - 1) : 1);
            this.slider.setAttribute("aria-valuetext", place + ": " + frames[wanted].did);
            for (const [name, end] of [["first", 0], ["back", 0], ["next", frames.length - 1], ["last", frames.length - 1]]) {
                // Not `disabled`: that would drop the focus of a reader who just pressed it.
                this.buttons[name].setAttribute("aria-disabled", String(wanted === end));
            }
            // The focused slider speaks for itself; anything else is announced here, once.
            if (moved && document.activeElement !== this.slider) this.live.textContent = place + ": " + frames[wanted].did;
        }

        drawFrame(step, room) {
            const frame = this.scene.frames[step];
            const before = step > 0 ? this.scene.frames[step - 1].panels : null;
            const panels = frame.panels.map((panel) => {
                const old = before && before.find((other) => other.name === panel.name && other.kind === panel.kind);
                return draw(panel, before ? old || null : undefined, room);
            });
            const gone = (before || []).filter((old) => !frame.panels.some((p) => p.name === old.name && p.kind === old.kind));
            const did = el("p", "tp-did", el("code", "", frame.did));
            const note = frame.note ? el("p", "tp-note", frame.note) : "";
            return [did, note, el("div", "tp-panels", ...panels, ...gone.map(drawGone))].filter((node) => node !== "");
        }

        showCode(frame) {
            let shown = null;
            for (const block of this.listing.children) {
                block.hidden = block.dataset.at !== frame.code;
                if (!block.hidden) shown = block;
                for (const line of block.querySelectorAll(".line.is-here")) line.classList.remove("is-here");
            }
            this.side.classList.toggle("has-code", Boolean(shown));
            const [file, anchor] = frame.at ? frame.at.split(":") : ["", ""];
            const path = frame.source ? link(frame.source, file) : file;
            this.where.replaceChildren(...(shown ? [el("span", "tp-label", "This lesson"), " ", path, anchor ? " · " + anchor : ""] : []));
            this.listing.setAttribute("aria-label", "Code of " + (frame.at || "this step"));
            const [goFile, goName] = (frame.go || "").split(" ");
            const name = el("code", "", goName || goFile);
            const place = goName ? " · " + goFile : "";
            this.inGo.replaceChildren(...(goFile ? [el("span", "tp-label", "Real Go"), " ", frame.goUrl ? link(frame.goUrl, name) : name, place] : []));
            const line = shown && shown.querySelector('.line[data-n="' + frame.mark + '"]');
            if (line) line.classList.add("is-here");
            this.showLine("auto");
        }

        /* Scrolls inside the code's own box only; `scrollIntoView` would move the page. */
        showLine(behavior) {
            const line = this.listing.querySelector(".code:not([hidden]) .line.is-here");
            const offset = line ? line.getBoundingClientRect().top - this.listing.getBoundingClientRect().top : 0;
            if (line) this.listing.scrollBy({ top: offset - this.listing.clientHeight / 3, behavior });
        }

        /* Playing */

        toggle() {
            if (this.timer) this.pause();
            else this.play();
        }

        play() {
            const last = this.scene.frames.length - 1;
            if (this.step === last) this.show(0);
            const tick = () => {
                this.show(this.step + 1);
                if (this.step === last) this.pause();
                else this.timer = setTimeout(tick, PLAY_MS);
            };
            this.timer = setTimeout(tick, PLAY_MS);
            setIcon(this.buttons.play, "pause", "Pause");
        }

        pause() {
            if (!this.timer) return;
            clearTimeout(this.timer);
            this.timer = null;
            setIcon(this.buttons.play, "play", "Play");
        }

        /* Keys, links, size */

        onKey(event) {
            if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
            const steps = { ArrowLeft: this.step - 1, ArrowRight: this.step + 1, Home: 0, End: this.scene.frames.length - 1 };
            if (event.key in steps) this.go(steps[event.key]);
            // On a button or a link, space and Enter already mean "press this".
            else if (event.key === " " && !event.target.closest("button, a")) this.toggle();
            else if (event.key !== " ") return;
            if (event.key !== " " || !event.target.closest("button, a")) event.preventDefault();
            event.stopPropagation();
        }

        /* `#player-NAME-step-3` opens the player at step 3. */
        followHash() {
            const prefix = "#player-" + this.dataset.name + "-step-";
            if (!this.dataset.name || !location.hash.startsWith(prefix)) return;
            this.go(Number(location.hash.slice(prefix.length)) - 1 || 0);
            this.scrollIntoView({ block: "start" });
        }

        /* How many characters of the panels' font fit side by side. */
        room() {
            const probe = el("span", "panel-probe", "0".repeat(40));
            this.now.append(probe);
            const one = probe.getBoundingClientRect().width / 40;
            probe.remove();
            return one > 0 ? Math.max(12, Math.floor(this.now.clientWidth / one) - 3) : 60;
        }

        /* Gives the stage the height of its tallest step. Runs whenever the width changes. */
        settle() {
            const room = this.room();
            const width = this.now.clientWidth;
            if (!width || this.settledAt === width) return;
            this.settledAt = width;
            const trial = el("div", "tp-now is-trial");
            trial.style.width = width + "px";
            trial.setAttribute("aria-hidden", "true");
            this.now.parentNode.append(trial);
            let tallest = 0;
            for (let step = 0; step < this.scene.frames.length; step++) {
                trial.replaceChildren(...this.drawFrame(step, room));
                tallest = Math.max(tallest, trial.scrollHeight);
            }
            trial.remove();
            this.now.style.minHeight = tallest + "px";
            this.now.replaceChildren(...this.drawFrame(this.step, room));
            if (this.side) this.showLine("instant");
        }
    }

    function button(name, label, act) {
        const node = el("button", "tp-button tp-" + name);
        node.type = "button";
        setIcon(node, name, label);
        node.addEventListener("click", act);
        return node;
    }

    function setIcon(node, name, label) {
        node.setAttribute("aria-label", label);
        node.title = label;
        node.innerHTML = '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="' + ICONS[name] + '"/></svg>';
    }

    function link(href, content) {
        const node = el("a", "", content);
        node.href = href;
        return node;
    }

    customElements.define("trace-player", TracePlayer);
})();
