/**
 * Shapes that several layers share. No code.
 *
 * @typedef {object} Point one position, WGS-84
 * @property {number} lat
 * @property {number} lng
 * @property {number} [accuracy] metres
 *
 * @typedef {object} PhotoFacts what is known about a photo beside its pixels
 * @property {string} [taken_at] ISO 8601 with offset, by the device's clock
 * @property {number} [lat]
 * @property {number} [lng]
 * @property {number} [accuracy] metres
 * @property {string} [make]
 *
 * @typedef {object} PhotoCore
 * @property {string} id made on the device
 * @property {string} sha256 hex, of `bytes`
 * @property {ArrayBuffer} bytes what is uploaded; never a File (WebKit loses those)
 * @property {string} type media type of `bytes`
 * @property {"camera" | "album"} source
 * @property {string} added_at ISO 8601
 * @property {boolean} [stored] the server has it whole
 *
 * @typedef {PhotoCore & PhotoFacts} Photo
 *
 * @typedef {object} Envelope a named command on its way (design.md section 5)
 * @property {string} id
 * @property {string} name
 * @property {Record<string, unknown>} args
 * @property {number} args_version
 * @property {string} happened_at ISO 8601
 * @property {string} device
 * @property {number | null} seq the phone's number for it; null for what nobody would miss
 * @property {string} [sent_at] ISO 8601, set anew for every try
 *
 * @typedef {object} Draft what a person has begun and not sent
 * @property {string} id
 * @property {string} purpose what it will be sent as: "ticket.open", or "ticket.submit" and so on
 * @property {string} url the page where it is continued
 * @property {string} command_id kept over all tries, so that a lost answer is replayed and never doubled
 * @property {string} created_at ISO 8601
 * @property {string[]} photo_ids in order
 * @property {string[]} removed_ids photos taken out, kept until the draft goes, so that it can be undone
 * @property {Record<string, string>} values the fields of the form
 * @property {Envelope} [envelope] as last sent, where the phone cannot keep an outbox
 * @property {Envelope[]} [tried] what it said in the tries before
 *
 * @typedef {object} Label how a piece of work is called on this phone
 * @property {string} does the verb, like "报整改"
 * @property {string} title like "台阶破裂"
 * @property {string} place like "青龙村"
 * @property {string} [promise] who answers for it, and the term
 *
 * @typedef {object} Refusal why the server did not take it
 * @property {string} code
 * @property {string} detail a sentence in the reader's language
 * @property {Record<string, unknown>} details
 * @property {string} at ISO 8601
 *
 * @typedef {object} Command
 * @property {string} name
 * @property {Record<string, unknown>} args
 *
 * @typedef {object} Item a piece of work that was sent and has no receipt yet
 * @property {string} id that of its command
 * @property {Envelope} envelope
 * @property {string} thread later ones of the same thread wait for it: the ticket's id
 * @property {string} membership the role it was done in
 * @property {string} made_at ISO 8601
 * @property {string[]} photo_ids its manifest, in order
 * @property {string[]} stored_ids those that the server has whole
 * @property {"queued" | "refused"} state refused: a person has to decide
 * @property {number} revision rises when its owner changes it, so that a receipt for what it was does not end it
 * @property {number} tries that may have reached the server
 * @property {number} not_before ms since 1970
 * @property {Refusal} [refusal]
 * @property {Envelope[]} [tried] what it said in earlier tries under this id, when its owner changed it since
 * @property {Envelope} [base] what has arrived already; this says only what came after it
 * @property {Label} [label]
 * @property {Draft} [draft] as it stood in its form, to open it there again
 * @property {boolean} [quiet] nobody's work: not shown, not counted
 */
export {}
