/** Model cards of exported students, in the form of CycloneDX. */
package io.alambic.tools.card;
