"""What people read: charts of figures. Nothing here knows of bundles or of pages."""
