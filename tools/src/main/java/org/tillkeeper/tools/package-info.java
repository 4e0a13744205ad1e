/** The command line for people in the field, and how it starts everything else. */
package org.tillkeeper.tools;
