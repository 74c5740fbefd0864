/** The walk through one record: every wanted value goes to those who take it, and what nobody wants is skipped. */
package io.alambic.mapping.walk;
