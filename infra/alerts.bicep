// What somebody must be told of: a rule raises its alert while its query, one of queries/alerts, has rows.

@description('Region of the rules.')
param location string

@description('Tags of all resources.')
param tags object

@description('Resource id of the Application Insights component that is asked.')
param insightsId string

@description('Who is told; empty: nobody.')
param email string

var groupName = 'credit-alerts'
var groupId = resourceId('Microsoft.Insights/actionGroups', groupName)

// Severity: 0 is the worst, 4 the least. The period is what the query looks at; it overlaps the one before, because log lines arrive late.
// What is a state resolves itself; what has happened stays until somebody has seen it.
var rules = [
  {
    name: 'credit-no-snapshot'
    title: 'CreditFunctions: no snapshot was finished within 26 hours'
    query: loadTextContent('queries/alert-no-snapshot.kql')
    severity: 1
    every: 'PT1H'
    period: 'P2D'
    resolves: true
  }
  {
    name: 'credit-failed-runs'
    title: 'CreditFunctions: a run failed, or was done in part'
    query: loadTextContent('queries/alert-failed-runs.kql')
    severity: 2
    every: 'PT15M'
    period: 'PT30M'
    resolves: false
  }
  {
    name: 'credit-audit'
    title: 'CreditFunctions: an audit found damage, or failed'
    query: loadTextContent('queries/alert-audit.kql')
    severity: 0
    every: 'PT15M'
    period: 'PT30M'
    resolves: false
  }
  {
    name: 'credit-server-errors'
    title: 'CreditFunctions: more than 1 % of requests failed'
    query: loadTextContent('queries/alert-server-errors.kql')
    severity: 1
    every: 'PT15M'
    period: 'PT30M'
    resolves: true
  }
  {
    name: 'credit-slow-lookups'
    title: 'CreditFunctions: look-ups are slow'
    query: loadTextContent('queries/alert-slow-lookups.kql')
    severity: 2
    every: 'PT15M'
    period: 'PT30M'
    resolves: true
  }
  {
    name: 'credit-poison'
    title: 'CreditFunctions: a message of the queue of shards was given up'
    query: loadTextContent('queries/alert-poison.kql')
    severity: 2
    every: 'PT15M'
    period: 'PT30M'
    resolves: false
  }
]

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: groupName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'Credit'
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: rule.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      severity: rule.severity
      enabled: true
      scopes: [insightsId]
      evaluationFrequency: rule.every
      windowSize: rule.period
      autoMitigate: rule.resolves
      // A new workspace knows no table before its first line.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: empty(email) ? [] : [groupId]
      }
    }
    dependsOn: [
      group
    ]
  }
]
