/* Draws one panel of a player's frame, and what changed in it since the frame before.
 *
 * `tracePanels.draw(panel, before, room)` returns an element. `before` is the panel of the same name and kind one
 * step earlier: `undefined` means there is nothing to compare with (the first step), `null` that the panel is new.
 * `room` is how many characters fit side by side; a longer array is cut into rows. Kinds: lessons/kit/src/frame.rs.
 *
 * What changed carries a class for its colour, a corner mark, and its old value or a hidden word, so that neither
 * colour nor sight is needed to find it.
 */
"use strict";

(function () {
    const drawers = { cells, array, list, queue, bits, map, text };
    // The most free slots of a queue that are worth drawing one by one.
    const DRAWN_FREE_SLOTS = 24;

    function draw(panel, before, room) {
        const isNew = before === null;
        const body = drawers[panel.kind](panel, before || undefined, room);
        const node = el("div", "panel panel-" + panel.kind, heading(panel.name, isNew && "new"), body);
        node.setAttribute("role", "group");
        node.setAttribute("aria-label", panel.name);
        node.classList.toggle("is-new", isNew);
        return node;
    }

    /* A panel of the frame before that this frame has no more. */
    function drawGone(panel) {
        return el("div", "panel is-gone", heading(panel.name, "gone"));
    }

    function heading(name, word) {
        return el("p", "panel-name", el("span", "", name), word ? el("span", "badge", word) : "");
    }

    /* Kinds */

    function cells(panel, before) {
        const old = before && new Map(before.cells);
        return rows("dl", "fields", panel.cells, ([name, value]) => field(name, value, compare(old, name, value)));
    }

    function bits(panel, before) {
        const old = before && new Map(before.fields.map((field) => [field.name, field.value]));
        let top = panel.fields.reduce((sum, field) => sum + field.bits, 0);
        return rows("dl", "word", panel.fields, (part) => {
            const low = top - part.bits;
            const range = part.bits === 1 ? "bit " + low : "bits " + (top - 1) + " to " + low;
            const node = field(part.name, part.value, compare(old, part.name, part.value));
            node.firstChild.append(el("span", "index", range));
            node.style.setProperty("--bits", Math.min(part.bits, 16));
            top = low;
            return node;
        });
    }

    function map(panel, before) {
        const old = before && new Map(before.entries);
        const now = new Set(panel.entries.map(([key]) => key));
        const gone = before ? before.entries.filter(([key]) => !now.has(key)) : [];
        const body = rows("dl", "entries", panel.entries, ([key, value]) => field(key, value, compare(old, key, value)));
        body.append(...gone.map(([key, value]) => field(key, value, { state: "gone" })));
        if (!body.childElementCount) return el("p", "nothing", "empty");
        return body;
    }

    function list(panel, before) {
        const items = align(before && before.nodes, panel.nodes).map((item) => chip(item, "node"));
        return el("ol", "chain", ...items, el("li", "nil", "nil"));
    }

    function queue(panel, before) {
        const items = align(before && before.items, panel.items).map((item) => chip(item, "slot"));
        const held = panel.items.length;
        const free = panel.capacity === undefined ? 0 : panel.capacity - held;
        for (let n = 0; n < Math.min(free, DRAWN_FREE_SLOTS); n++) items.push(el("li", "slot is-empty", said("free")));
        const count = panel.capacity === undefined ? held + " waiting" : held + " of " + panel.capacity;
        return el("div", "queue",
            el("span", "way", "out ←"), el("ol", "tube", ...items), el("span", "way", "← in"), el("span", "count", count));
    }

    function text(panel, before) {
        const lines = (value) => value.replace(/\n$/, "").split("\n");
        const shown = align(before && lines(before.text), lines(panel.text)).filter((line) => line.state !== "gone");
        const pre = el("pre", "text", ...shown.map((line) => marked(el("span", "line", line.value + "\n"), line)));
        pre.tabIndex = 0;
        return pre;
    }

    /* Arrays: rows of slots, pointers above them, ranges under them. All widths are in characters. */

    function array(panel, before, room) {
        const widest = Math.max(2, ...panel.cells.map((cell) => width(cell || "")), String(panel.cells.length).length);
        const slot = Math.min(widest, 16) + 1.6;
        const count = panel.cells.length;
        const perRow = rowLength(count, Math.floor((room - 2) / slot));
        const body = el("div", "array");
        body.style.setProperty("--slot", slot + "ch");
        for (let start = 0; start === 0 || start < count; start += perRow) {
            const end = Math.min(start + perRow, count);
            body.append(arrayRow(panel, before, { start, end, slot, room, last: end === count }));
        }
        return body;
    }

    function rowLength(count, fits) {
        if (count <= fits) return Math.max(count, 1);
        return [64, 32, 16, 8, 4].find((length) => length <= fits) || Math.max(fits, 1);
    }

    function arrayRow(panel, before, row) {
        const slots = panel.cells.slice(row.start, row.end).map((cell, n) => {
            const at = row.start + n;
            const was = before && (at < before.cells.length ? { value: before.cells[at] } : null);
            return slotOf(at, cell, was);
        });
        if (!panel.cells.length) slots.push(el("li", "nothing", "no slots"));
        const node = el("div", "row", pointersOf(panel, before, row), el("ol", "slots", ...slots), marksOf(panel, before, row));
        node.style.setProperty("--count", Math.max(row.end - row.start, 1));
        return node;
    }

    function slotOf(at, cell, was) {
        const changed = was && was.value !== cell;
        const state = was === null ? "new" : changed ? "changed" : "same";
        const node = el("li", "slot", el("span", "index", at));
        node.append(cell === null ? said("empty") : el("span", "value", cell));
        node.classList.toggle("is-empty", cell === null);
        return marked(node, { state, was: changed && was.value !== null ? was.value : undefined });
    }

    /* A pointer is a flag: its stem stands on the slot and its name flies to the right. Lanes are filled from the
     * right, so a flag that would cover the next one is hoisted above it and no stem crosses a name. */
    function pointersOf(panel, before, row) {
        const here = (panel.pointers || []).filter((p) => inRow(p.at, row));
        const flags = new Map();
        for (const pointer of here) flags.set(pointer.at, [...(flags.get(pointer.at) || []), pointer]);
        const lanes = [];
        const nodes = [...flags].sort(([a], [b]) => b - a).map(([at, pointers]) => {
            const length = pointers.reduce((sum, p) => sum + width(p.label) + 2, 0);
            const left = (at - row.start + (at < panel.cells.length ? 0.5 : 0)) * row.slot;
            const flip = left + length > row.room && left > length;
            const lane = place(lanes, flip ? left - length : left, flip ? left + 1 : left + length);
            const names = pointers.map((p) => {
                const old = before && (before.pointers || []).find((other) => other.label === p.label);
                const state = !before || (old && old.at === p.at) ? "same" : "changed";
                const node = el("span", "name", p.label, said(" points to " + p.at + " "));
                return marked(node, { state, was: old ? old.at : undefined, quiet: true });
            });
            const node = el("li", flip ? "pointer is-flipped" : "pointer", el("span", "flag", ...names));
            node.style.left = left + "ch";
            node.style.setProperty("--lane", lane);
            return node;
        });
        return lanesOf("pointers", "pointers", nodes.reverse(), lanes);
    }

    function marksOf(panel, before, row) {
        const here = (panel.marks || []).filter((m) => (m.from < m.to ? m.from < row.end && m.to > row.start : inRow(m.from, row)));
        const lanes = [];
        const nodes = here.map((m) => {
            const left = (Math.max(m.from, row.start) - row.start) * row.slot;
            const right = (Math.min(m.to, row.end) - row.start) * row.slot;
            const goesOn = m.from < row.start;
            const length = goesOn ? 0 : width(m.label) * 0.9 + 2;
            // A name that does not fit between its range's start and the edge of the box moves left.
            const shift = Math.max(0, Math.min(left, left + length - row.room));
            const lane = place(lanes, left - shift, Math.max(right, left - shift + length));
            const same = (other) => other.from === m.from && other.to === m.to && other.label === m.label;
            const state = !before || (before.marks || []).some(same) ? "same" : "changed";
            const label = el("span", "name", m.label, said(m.from < m.to ? ": " + m.from + " up to " + m.to : ": empty, at " + m.from));
            // A range cut by the end of a row is named where it starts.
            const shown = goesOn ? said(m.label + ", continued") : marked(label, { state, quiet: true });
            const node = el("li", "mark", el("span", "bracket"), shown);
            node.classList.toggle("is-soft", Boolean(m.soft));
            node.classList.toggle("is-empty", m.from === m.to);
            node.classList.toggle("goes-on", m.to > row.end);
            node.classList.toggle("comes-on", goesOn);
            node.style.left = left + "ch";
            node.style.setProperty("--width", right - left + "ch");
            node.style.setProperty("--shift", shift + "ch");
            node.style.setProperty("--lane", lane);
            return node;
        });
        const continued = here.every((m) => m.from < row.start) ? " is-continued" : "";
        return lanesOf("marks" + continued, "ranges", nodes, lanes);
    }

    function inRow(at, row) {
        return at >= row.start && (at < row.end || (row.last && at === row.end));
    }

    /* Finds the first lane whose things all keep clear of left..right, and books it. */
    function place(lanes, left, right) {
        let lane = lanes.findIndex((taken) => taken.every(([from, to]) => right <= from || left >= to));
        if (lane < 0) lane = lanes.push([]) - 1;
        lanes[lane].push([left, right]);
        return lane;
    }

    function lanesOf(className, label, nodes, lanes) {
        if (!nodes.length) return "";
        const node = el("ul", className, ...nodes);
        node.setAttribute("aria-label", label);
        node.style.setProperty("--lanes", lanes.length);
        return node;
    }

    /* Comparing */

    function compare(old, key, value) {
        if (!old) return { state: "same" };
        if (!old.has(key)) return { state: "new" };
        return old.get(key) === value ? { state: "same" } : { state: "changed", was: old.get(key) };
    }

    /* The longest common subsequence: what stayed, what came, and, in its old place, what left. */
    function align(before, after) {
        if (!before) return after.map((value) => ({ value, state: "same" }));
        const common = Array.from({ length: before.length + 1 }, () => new Array(after.length + 1).fill(0));
        for (let i = before.length - 1; i >= 0; i--) {
            for (let j = after.length - 1; j >= 0; j--) {
                const skip = Math.max(common[i + 1][j], common[i][j + 1]);
                common[i][j] = before[i] === after[j] ? common[i + 1][j + 1] + 1 : skip;
            }
        }
        const out = [];
        let i = 0;
        let j = 0;
        while (i < before.length || j < after.length) {
            if (i < before.length && j < after.length && before[i] === after[j]) {
                out.push({ value: after[j++], state: "same" });
                i++;
            } else if (i < before.length && (j === after.length || common[i + 1][j] >= common[i][j + 1])) {
                out.push({ value: before[i++], state: "gone" });
            } else {
                out.push({ value: after[j++], state: "new" });
            }
        }
        return out;
    }

    /* Elements */

    function field(name, value, change) {
        const shown = value === "" ? said("empty") : value;
        return marked(el("div", "field", el("dt", "", name), el("dd", "", el("span", "value", shown))), change, "dd");
    }

    function chip(item, className) {
        return marked(el("li", className, el("span", "value", item.value)), item);
    }

    /* Says on `node` what a step did to it. `quiet` keeps the old value for screen readers only. */
    function marked(node, change, inside) {
        if (change.state === "same") return node;
        node.classList.add("is-" + change.state);
        const place = inside ? node.querySelector(inside) : node;
        if (change.was === undefined) place.append(said(" (" + change.state + ")"));
        else if (change.quiet) place.append(said(" (was " + change.was + ")"));
        else place.append(el("s", "was", said(" was "), change.was === "" ? "empty" : change.was));
        return node;
    }

    function rows(tag, className, items, make) {
        return el(tag, className, ...items.map(make));
    }

    function said(words) {
        return el("span", "said", words);
    }

    function el(tag, className, ...children) {
        const node = document.createElement(tag);
        if (className) node.className = className;
        node.append(...children.filter((child) => child !== ""));
        return node;
    }

    /* Columns of a monospace font: a Chinese character takes two. */
    function width(words) {
        return [...words].reduce((sum, char) => sum + (char.codePointAt(0) >= 0x2e80 ? 2 : 1), 0);
    }

    window.tracePanels = { draw, drawGone, el, said };
})();
