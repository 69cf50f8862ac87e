// An operator's short message centre, over SMPP: one line of JSON on stdin is a command, one on stdout an event.
//
//   in   {"deliver": 7, "from": "84912345678", "to": "8041", "text": "BZ 1", "coding": 0, "udh": "050003070201"}
//   in   {"answer": [88, 11], "stat": "UNDELIV"}   what the next submissions hear, and what the receipts say from now on
//   out  {"listening": port} {"bound": true} {"taken": 7} {"submitted": {"from", "to", "coding", "udh", "text"}}
'use strict';

const readline = require('node:readline');
const smpp = require('smpp');

const RECEIPT = 0x04;
const UDH_INDICATOR = 0x40;
const INTERNATIONAL = { source_addr_ton: 1, source_addr_npi: 1 };

const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const answers = [];
let stat = 'DELIVRD';
let serial = 0;
let box = null;

const server = smpp.createServer((session) => {
  session.on('error', () => {});
  session.on('close', () => { if (box === session) box = null; });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => { session.send(pdu.response()); session.close(); });
  session.on('bind_transceiver', (pdu) => {
    session.send(pdu.response({ system_id: 'smsc' }));
    box = session;
    say({ bound: true });
  });
  session.on('submit_sm', (pdu) => submit(session, pdu));
});

function submit(session, pdu) {
  const status = answers.shift() || 0;
  serial += 1;
  session.send(pdu.response({ command_status: status, message_id: status ? '' : `m${serial}` }));
  if (status) return;
  const { message, udh } = pdu.short_message;
  const parts = udh ? Buffer.concat(udh.map((part) => Buffer.from(part))).toString('hex') : '';
  const text = Buffer.isBuffer(message) ? message.toString('latin1') : message;
  say({ submitted: { from: pdu.source_addr, to: pdu.destination_addr, coding: pdu.data_coding, udh: parts, text,
                     validity: pdu.validity_period } });
  if (pdu.registered_delivery & 1) receipt(session, pdu, `m${serial}`);
}

function receipt(session, pdu, id) {
  const report = `id:${id} sub:001 dlvrd:001 submit date:2601010000 done date:2601010001 stat:${stat} err:000 text:-`;
  session.deliver_sm({
    ...INTERNATIONAL, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: RECEIPT,
    short_message: { message: report },
  });
}

function deliver(command) {
  const udh = command.udh ? Buffer.from(command.udh, 'hex') : undefined;
  box.deliver_sm({
    ...INTERNATIONAL, source_addr: command.from, destination_addr: command.to, data_coding: command.coding,
    esm_class: udh ? UDH_INDICATOR : 0, short_message: { udh, message: command.text },
  }, () => say({ taken: command.deliver }));
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const command = JSON.parse(line);
  answers.push(...(command.answer || []));
  stat = command.stat || stat;
  if (command.deliver !== undefined) deliver(command);
}).on('close', () => process.exit(0));

server.listen(0, '127.0.0.1', () => say({ listening: server.address().port }));
