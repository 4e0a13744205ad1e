/**
 * JBIG1 (ITU-T T.82): the form in which acquirers want pictures of black and white, such as a
 * cardholder's signature. Pure functions, safe for any thread.
 */
package org.tillkeeper.iso8583.jbig;
