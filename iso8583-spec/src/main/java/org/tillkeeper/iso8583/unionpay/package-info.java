/**
 * What stands inside the composite fields of UnionPay POS, as typed values: each is read from a
 * field's value and written back to the same characters, or refused with {@link
 * org.tillkeeper.iso8583.InvalidField}.
 */
package org.tillkeeper.iso8583.unionpay;
