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
 * @property {number} seq
 * @property {string} [sent_at] ISO 8601, set anew for every try
 */
export {}
