// expect: 'ConnectionString' is read-only.
param location string

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'insights'
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    ConnectionString: 'mine'
  }
}
