/** The demonstration: payments survive a line that fails and an agent that is killed. */
package org.tillkeeper.tools.demo;
