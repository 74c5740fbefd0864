/** What the topologies of teachers and of their merge share: rows of samples, records that wait in a store, records with a place. */
package io.alambic.teacher.records;
