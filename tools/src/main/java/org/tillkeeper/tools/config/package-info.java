/** Settings as people and programs write them, and what is said when they are wrong. */
package org.tillkeeper.tools.config;
