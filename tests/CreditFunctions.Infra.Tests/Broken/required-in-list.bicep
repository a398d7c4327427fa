// expect: 'emailAddress' is missing.
resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'people'
  location: 'global'
  properties: {
    enabled: true
    groupShortName: 'people'
    emailReceivers: [{ name: 'one' }]
  }
}
