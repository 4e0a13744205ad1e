/** The small HTTP and JSON control that the simulated acquirer and the faulty network share. */
package org.tillkeeper.tools.control;
