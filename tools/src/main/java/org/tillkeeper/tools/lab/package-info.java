/** Acquirer, faulty network and agent as processes of their own, driven and compared. */
package org.tillkeeper.tools.lab;
