-- migrate:up

-- The changes of a case in the audit trail, without the looks at it.
create index audit_entries_case_changes
  on audit_entries (company_id, resource_id, occurred_at desc, sequence desc)
  where resource_type = 'case'
    and entry ->> 'operation' in (
      'cases.create', 'cases.update', 'cases.status', 'cases.delete', 'cases.restore',
      'case_notes.create', 'case_notes.update', 'case_notes.delete',
      'case_links.create', 'case_links.delete',
      'case_files.create', 'case_files.infected', 'case_files.delete', 'case_files.restore',
      'case_analyses.create', 'case_analyses.cancel', 'case_analyses.end'
    );

-- migrate:down
