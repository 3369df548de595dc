// Prints what ical.js or node-ical reads of a calendar, an event a line, as JSON. Usage: node read.cjs LIBRARY FILE
const fs = require("node:fs");
const { createRequire } = require("node:module");
const load = createRequire(process.env.CALENDAR_NODE_MODULES + "/");
const [library, file] = process.argv.slice(2);
const text = fs.readFileSync(file, "utf8");
const day = (date) =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("-");

function* withIcalJs() {
  const ICAL = load("ical.js").default ?? load("ical.js");
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const component of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(component);
    yield {
      uid: event.uid, summary: event.summary, description: event.description,
      start: event.startDate.toString(), end: event.endDate.toString(), allDay: event.startDate.isDate,
      status: component.getFirstPropertyValue("status"), sequence: event.sequence,
      alarms: component.getAllSubcomponents("valarm").map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
    };
  }
}

function* withNodeIcal() {
  for (const event of Object.values(load("node-ical").sync.parseICS(text))) {
    if (event.type !== "VEVENT") continue;
    yield {
      uid: event.uid, summary: event.summary, description: event.description, start: day(event.start),
      end: day(event.end), allDay: event.datetype === "date", status: event.status, sequence: Number(event.sequence),
      alarms: (event.alarms ?? []).length,
    };
  }
}

for (const event of library === "ical.js" ? withIcalJs() : withNodeIcal()) console.log(JSON.stringify(event));
