/**
 * The command line for people in the field: a class a command, and how it starts everything else.
 */
package org.tillkeeper.tools.command;
