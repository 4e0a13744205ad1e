/* What the agent says, as types for the compiler that checks the scripts. Not served. */
/**
 * @typedef {{zh: string, en: string}} Bilingual
 * @typedef {'zh' | 'en'} Language
 * @typedef {{currency: string, minorUnits: number}} Unit
 *
 * @typedef {object} Attempt
 * @property {string} stan
 * @property {string} outcome
 * @property {number} sends
 * @property {{state: string, sends: number} | null} reversal
 * @property {{rrn: string | null, authCode: string | null, amount: number}[]} [approvals]
 * @property {string | null} [refundedBy]
 *
 * @typedef {object} Payment
 * @property {string} id
 * @property {string} type
 * @property {string} state
 * @property {string} display
 * @property {number} amount
 * @property {string} currency
 * @property {number} minorUnits
 * @property {string | null} reference
 * @property {{entry: string, pan: string}} [card]
 * @property {{code: string}} [qr]
 * @property {{code: string | null, expiresAt: string | null}} [show]
 * @property {string | null} stan
 * @property {string | null} batch
 * @property {string | null} rrn
 * @property {string | null} authCode
 * @property {string | null} responseCode
 * @property {Bilingual} message
 * @property {Bilingual & {answer: 'yes' | 'no' | 'wait'}} chargeAgain
 * @property {Attempt[]} attempts
 * @property {string | null} retryUntil
 * @property {string | null} original
 * @property {string} createdAt
 * @property {string} updatedAt
 * @property {string | null} attention
 * @property {string | null} voidedBy
 * @property {string | null} completedBy
 * @property {string | null} voucher
 * @property {number} refunded
 * @property {number} tip
 * @property {string} cardResult
 * @property {number} [approvedAmount]
 * @property {number} [balance]
 * @property {string[]} next
 *
 * @typedef {object} Status
 * @property {boolean} online
 * @property {string} since
 * @property {string | null} route
 * @property {boolean} signedIn
 * @property {string} batch
 * @property {{count: number, amount: number}} pending
 * @property {number} attention
 * @property {string} version
 * @property {boolean} ledgerLoss
 * @property {string} timeZone
 * @property {string} currency
 * @property {number} minorUnits
 * @property {string} [deviceKey]
 * @property {boolean} [showsCodes]
 * @property {unknown} [reader]
 * @property {{name: string | null, merchant: string, terminal: string}} [shop]
 *
 * @typedef {{debitCount: number, debitAmount: number, creditCount: number, creditAmount: number}} Totals
 *
 * @typedef {object} Settlement
 * @property {string} id
 * @property {string} state
 * @property {string | null} result
 * @property {Bilingual} message
 * @property {string} batch
 * @property {string} createdAt
 * @property {string} updatedAt
 * @property {Totals | null} totals
 * @property {Totals | null} difference
 *
 * @typedef {object} Report
 * @property {{number: string, openedAt: string | null, state: string}} batch
 * @property {{type: string, state: string, count: number, amount: number}[]} payments
 * @property {Totals | null} totals
 * @property {Settlement | null} settlement
 * @property {Settlement[]} toAcknowledge
 * @property {{id: string, why: string, amount: number}[]} open
 * @property {Bilingual | null} warning
 * @property {string} currency
 * @property {number} minorUnits
 *
 * @typedef {{rrn: string, date: string, stan?: string, batch?: string}} Slip
 * @typedef {{payment: string, at: string, zh: string, en: string}} Notice
 * @typedef {{role: 'cashier' | 'supervisor', supervisorUntil: string | null, pinSet: boolean}} Session
 */
export {};
