/** Figures as tables for people and as JSON for programs. */
package io.alambic.bench.report;
